# METADATA
# title: Device or network posture not assured
# description: |
#   Secure devices and monitored networks are what a vendor's access rests on.
#
#   A team that reaches confidential data is under a device standard that requires disk encryption, endpoint
#   detection, a screen lock within screen_lock_max, blocked USB storage and a monitored network, was attested
#   within attest_every, and permits devices of people's own only as a window to a managed desktop.
# custom:
#   id: LP-014
#   severity: high
#   subject: team
#   params:
#     attest_every:
#       type: "duration"
#       default: "30d"
#       stricter: "lower"
#       description: "How recently devices must have been attested."
#     screen_lock_max:
#       type: "duration"
#       default: "15m"
#       stricter: "lower"
#       description: "Longest time to a screen lock."
#     byod:
#       type: "string"
#       default: "vdi_only"
#       stricter: "fixed"
#       description: "What devices of people's own may be: a window to a managed desktop."
#   remediation: |
#     Enrol the team and attest, or move it to a managed virtual desktop.
#   controls:
#     SOC 2: ["CC6.7", "CC6.8", "CC7.2"]
#     ISO 27001:2022: ["A.6.7", "A.8.1", "A.8.16", "A.8.20"]
#     NIST 800-53 r5: ["AC-17", "AC-19", "AC-20", "CM-8", "SI-4"]
#     PCI DSS 4.0.1: ["1.5.1", "3.4.2"]
#   bad: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "ops" {
#       location = location.hq
#     }
#     system "shop" {
#       controls   = { mfa = true, audit_log = "13mo" }
#       actions    = ["order.read", "order.export"]
#       privileged = ["shell"]
#     }
#     data_classes {
#       customer = { level = "confidential", personal = true }
#     }
#     system "desk" {
#       holds   = [data_class.customer]
#       actions = ["read"]
#     }
#     person "p" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     grant "g" {
#       to    = person.p
#       allow = ["desk:read"]
#     }
#   good: |
#     location "hq" {
#       country = "US"
#       tz      = "America/Chicago"
#       class   = "hq"
#     }
#     team "ops" {
#       location = location.hq
#     }
#     system "shop" {
#       controls   = { mfa = true, audit_log = "13mo" }
#       actions    = ["order.read", "order.export"]
#       privileged = ["shell"]
#     }
#     data_classes {
#       customer = { level = "confidential", personal = true }
#     }
#     system "desk" {
#       holds   = [data_class.customer]
#       actions = ["read"]
#     }
#     person "p" {
#       team  = team.ops
#       start = "2026-01-05"
#     }
#     grant "g" {
#       to    = person.p
#       allow = ["desk:read"]
#     }
#     device_standard "managed" {
#       require  = ["disk_encryption", "edr", "screen_lock_10m", "usb_blocked", "monitored_ztna"]
#       teams    = [team.ops]
#       attested = "2026-09-21"
#     }
package tidegate.lp.lp_014

_devices := input.facts.devices

applies if _devices

deny contains {
	"message": sprintf("%s reaches %s, and is under no device standard", [input.address, _devices.system]),
	"at": [],
	"key": "standard",
	"fix": "enrol the team in a device standard",
} if {
	_devices.standard == ""
}

deny contains {
	"message": sprintf("the devices of %s, which reaches %s, need not have %s", [input.address, _devices.system, concat(", ", _devices.missing)]),
	"at": {"address": _devices.standard, "path": ["require"]},
	"key": "require",
	"related": [{"at": [], "note": "the team"}],
	"extent": count(_devices.missing),
	"unit": "controls missing",
	"fix": sprintf("require %s", [concat(", ", _devices.missing)]),
} if {
	_devices.standard != ""
	count(_devices.missing) > 0
}

deny contains {
	"message": sprintf("the devices of %s, which reaches %s, were not attested within %s", [input.address, _devices.system, input.params["LP-014"].attest_every]),
	"at": {"address": _devices.standard, "path": ["attested"]},
	"key": "attested",
	"related": [{"at": [], "note": "the team"}],
	"extent": _devices.late,
	"unit": "days late",
	"fix": "attest the devices, and record the day",
} if {
	_devices.standard != ""
	_devices.attested != "fine"
}

deny contains {
	"message": sprintf("people of %s, which reaches %s, may use devices of their own", [input.address, _devices.system]),
	"at": {"address": _devices.standard, "path": ["byod"]},
	"key": "byod",
	"related": [{"at": [], "note": "the team"}],
	"fix": "set byod = \"vdi_only\" or \"none\"",
} if {
	_devices.personal
}
