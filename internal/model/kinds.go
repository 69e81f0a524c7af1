package model

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/tidegate/tidegate/internal/calendar"
)

// typed holds the built-in kinds that facts are derived from, each by address.
// Kinds that rules read only as they are written have no struct here.
type typed struct {
	Company *Company // nil when there is none

	Locations       []*Location
	Systems         []*System
	DataClasses     []*DataClass
	Flows           []*Flow
	Duties          []*Duty
	Roles           []*Role
	Conflicts       []*Conflict
	People          []*Person
	Grants          []*Grant
	ServiceAccounts []*ServiceAccount
	CheckPackages   []*CheckPackage
	Teams           []*Team
	Coverage        []*Coverage
	Overlaps        []*Overlap
	OnCall          []*OnCall
	DeviceStandards []*DeviceStandard
	Modules         []*Module
	Queues          []*Queue
	Vendors         []*Vendor
	Promises        []*Promise
	Contracts       []*Contract
	Peaks           []*Peak
	Handoffs        []*Handoff
	Huddles         []*Huddle
	Tiers           []*Tier
	IncidentRoles   []*IncidentRole
	Playbooks       []*Playbook
	QAs             []*QA
	IdentityMaps    []*IdentityMap
	ReviewerGroups  []*ReviewerGroup
	Policies        []*Policy
	Plans           []*Plan
	Disputes        []*Dispute
	Waivers         []*Waiver
}

func (t *typed) read(o *Organisation) {
	if companies := readAll[Company](o, "company"); len(companies) > 0 {
		t.Company = companies[0]
	}
	t.Locations = readAll[Location](o, "location")
	t.Systems = readAll[System](o, "system")
	t.DataClasses = readAll[DataClass](o, "data_class")
	t.Flows = readAll[Flow](o, "flow")
	t.Duties = readAll[Duty](o, "duty")
	t.Roles = readAll[Role](o, "role")
	t.Conflicts = readAll[Conflict](o, "conflict")
	t.People = readAll[Person](o, "person")
	t.Grants = readAll[Grant](o, "grant")
	t.ServiceAccounts = readAll[ServiceAccount](o, "service_account")
	t.CheckPackages = readAll[CheckPackage](o, "check_package")
	t.Teams = readAll[Team](o, "team")
	t.Coverage = readAll[Coverage](o, "coverage")
	t.DeviceStandards = readAll[DeviceStandard](o, "device_standard")
	t.Modules = readAll[Module](o, "module")
	t.Overlaps = readAll[Overlap](o, "overlap")
	t.OnCall = readAll[OnCall](o, "oncall")
	t.Queues = readAll[Queue](o, "queue")
	t.Vendors = readAll[Vendor](o, "vendor")
	t.Promises = readAll[Promise](o, "promise")
	t.Contracts = readAll[Contract](o, "contract")
	t.Peaks = readAll[Peak](o, "peak")
	t.Handoffs = readAll[Handoff](o, "handoff")
	t.Huddles = readAll[Huddle](o, "huddle")
	t.Tiers = readAll[Tier](o, "tier")
	t.IncidentRoles = readAll[IncidentRole](o, "incident_role")
	t.Playbooks = readAll[Playbook](o, "playbook")
	t.QAs = readAll[QA](o, "qa")
	t.IdentityMaps = readAll[IdentityMap](o, "identity_map")
	t.ReviewerGroups = readAll[ReviewerGroup](o, "reviewer_group")
	t.Policies = readAll[Policy](o, "policy")
	t.Plans = readAll[Plan](o, "plan")
	t.Disputes = readAll[Dispute](o, "dispute")
	t.Waivers = readAll[Waiver](o, "waiver")
}

// readAll reads a kind into structs whose first field is *Definition.
func readAll[T any](o *Organisation, kind string) []*T {
	definitions := o.Kinds[kind]
	structs := make([]T, len(definitions))
	out := make([]*T, len(definitions))
	for i, d := range definitions {
		out[i] = &structs[i]
		into := reflect.ValueOf(out[i]).Elem()
		into.Field(0).Set(reflect.ValueOf(d))
		read(&d.Value, into)
	}
	return out
}

// A Company is the organisation as a whole.
type Company struct {
	*Definition
	Horizon   calendar.Duration `hcl:"horizon"` // how far rosters are simulated
	HQ        Address           `hcl:"hq"`
	Privacy   Privacy           `hcl:"privacy"`
	Purposes  []string          `hcl:"purposes"`
	Reference struct {
		TZData       string        `hcl:"tzdata"`
		AdequacyList calendar.Date `hcl:"adequacy_list"`
	} `hcl:"reference"`
}

// Privacy says under which data protection law the company stands.
type Privacy struct {
	Role              string        `hcl:"role"`
	EUCustomers       *bool         `hcl:"eu_customers"` // GDPR Art. 3(2); nil when nobody says
	DPFCertifiedUntil calendar.Date `hcl:"dpf_certified_until"`
}

// A Location is a place of work with its law.
type Location struct {
	*Definition
	Country  string          `hcl:"country"` // ISO 3166-1 alpha-2
	TZ       string          `hcl:"tz"`
	Class    string          `hcl:"class"` // hq, onshore, nearshore, offshore
	Checks   LawfulChecks    `hcl:"checks"`
	Holidays []calendar.Date `hcl:"holidays"`
	Reviewed calendar.Date   `hcl:"reviewed"`
	About    About           `hcl:"about"` // of the review
}

// LawfulChecks are the background checks that a place allows and forbids.
type LawfulChecks struct {
	Allowed    []string `hcl:"allowed"`
	Prohibited []string `hcl:"prohibited"`
}

// A System is software that people reach through actions.
type System struct {
	*Definition
	Environment string    `hcl:"environment"` // empty means production
	Hosted      string    `hcl:"hosted"`      // ISO 3166-1 alpha-2
	Holds       []Address `hcl:"holds"`
	Actions     []string  `hcl:"actions"`
	Privileged  []string  `hcl:"privileged"`
	Superuser   []string  `hcl:"superuser"`
	Owner       Address   `hcl:"owner"`
	OperatedBy  Address   `hcl:"operated_by"`
	Controls    Controls  `hcl:"controls"`
}

// Controls are the protections of a system; one that is not declared is not
// there.
type Controls struct {
	MFA       bool              `hcl:"mfa"`
	Encrypted bool              `hcl:"encrypted"`
	AuditLog  calendar.Duration `hcl:"audit_log"`
	Retention calendar.Duration `hcl:"retention"`
}

// Sandbox reports whether the system is called a place to practise. Whether it is
// one is another question: see dataflow.Graph.Live.
func (s *System) Sandbox() bool { return s.Environment == "sandbox" }

// A DataClass is a level of confidentiality with what the data is.
type DataClass struct {
	*Definition
	Level    string `hcl:"level"`
	Personal bool   `hcl:"personal"`
	Payment  string `hcl:"payment"`
}

// A Flow is data that goes from somewhere to somebody.
type Flow struct {
	*Definition
	From      []Address  `hcl:"from"`
	To        []Address  `hcl:"to"`
	Carries   []Address  `hcl:"carries"`
	Purpose   string     `hcl:"purpose"`
	Mode      string     `hcl:"mode"`
	Retention string     `hcl:"retention"`
	Frequency string     `hcl:"frequency"`
	Encrypted *bool      `hcl:"encrypted"`
	Transform *Transform `hcl:"transform"`
	Transfer  *Transfer  `hcl:"transfer"`
	Assessed  Assessed   `hcl:"assessed"` // the risk of access by own staff from a third country
}

// A Transform is what is done to data before it arrives. It counts only when it
// names the system that enforces it.
type Transform struct {
	Kind       string   `hcl:"kind"`
	K          int      `hcl:"k"`
	Drops      []string `hcl:"drops"`
	EnforcedIn Address  `hcl:"enforced_in"`
}

// A Transfer is the mechanism of GDPR Chapter V that a flow rests on.
type Transfer struct {
	Mechanism string          `hcl:"mechanism"`
	Module    int             `hcl:"module"`  // of (EU) 2021/914
	Clauses   string          `hcl:"clauses"` // other clauses than those
	Signed    calendar.Date   `hcl:"signed"`
	TIA       []calendar.Date `hcl:"tia"` // transfer impact assessments: the first, and its renewals
	Scope     string          `hcl:"scope"`
	About     About           `hcl:"about"` // of the signature and the assessments
}

// An About is what evidence was about. What it does not name it says nothing of.
type About struct {
	Countries []string  `hcl:"countries"`
	Zones     []string  `hcl:"zones"`
	Parties   []Address `hcl:"parties"`
	Hosted    []string  `hcl:"hosted"`
}

// Other is the first of some facts that evidence was not about, or "".
func (a *About) Other(facts About) string {
	other := func(assessed, is []string) string {
		i := slices.IndexFunc(is, func(s string) bool { return s != "" && !slices.Contains(assessed, s) })
		if len(assessed) == 0 || i < 0 {
			return ""
		}
		return is[i]
	}
	texts := func(addresses []Address) []string {
		out := make([]string, len(addresses))
		for i, a := range addresses {
			out[i] = string(a)
		}
		return out
	}
	return cmp.Or(other(a.Countries, facts.Countries), other(a.Zones, facts.Zones), other(a.Hosted, facts.Hosted), other(texts(a.Parties), texts(facts.Parties)))
}

// A Duty is a unit of need.
type Duty struct {
	*Definition
	Needs []string `hcl:"needs"`
}

// A Role is a set of duties. It may include other roles.
type Role struct {
	*Definition
	Duties       []Address         `hcl:"duties"`
	Includes     []Address         `hcl:"includes"`
	Certs        []string          `hcl:"certs"`
	Language     map[string]string `hcl:"language"` // CEFR level by language
	CheckPackage Address           `hcl:"check_package"`
}

// A Conflict is two sets of actions that no one person may hold together.
type Conflict struct {
	*Definition
	Between  []Value       `hcl:"between"` // each side an action or a list of actions
	Mode     string        `hcl:"mode"`    // static when empty
	Enforced string        `hcl:"enforced"`
	Tested   calendar.Date `hcl:"tested"`
}

// A Person is a pseudonym and what is known of it.
type Person struct {
	*Definition
	Team        Address           `hcl:"team"`
	Roles       []Address         `hcl:"role"`
	Start       calendar.Date     `hcl:"start"`
	Until       Moment            `hcl:"until"`
	Involuntary bool              `hcl:"involuntary"`
	ReportsTo   Address           `hcl:"reports_to"`
	Leave       []calendar.Period `hcl:"leave"`
	Shadowed    struct {
		Mentor Address `hcl:"mentor"`
	} `hcl:"shadowed"`
	Signed          map[string]calendar.Date `hcl:"signed"`
	Passed          map[string][]string      `hcl:"passed"` // modules by day
	EmployerCountry string                   `hcl:"employer_country"`
	PreviousUntil   calendar.Date            `hcl:"previous_until"`
	Moved           *Move                    `hcl:"moved"`
	Language        map[string]string        `hcl:"language"` // CEFR level by language; what else stands there has no level
	SameAs          []Address                `hcl:"same_as"`
	Checks          map[string][]string      `hcl:"checks"` // dates, the renewals after the first, or "pending"
	Requested       map[string]calendar.Date `hcl:"requested"`
	Supervisor      Address                  `hcl:"supervisor"`
}

// A Move is a change of roles: until some days after it the old roles' needs
// still count.
type Move struct {
	On   calendar.Date `hcl:"on"`
	From []Address     `hcl:"from"`
}

// A Grant gives actions to people, roles and teams.
type Grant struct {
	*Definition
	To          []Address       `hcl:"to"`
	Within      []Address       `hcl:"within"` // teams that it is limited to; all when empty
	Allow       []string        `hcl:"allow"`
	Valid       calendar.Period `hcl:"valid"`
	JIT         *JIT            `hcl:"jit"`
	BreakGlass  *BreakGlass     `hcl:"break_glass"`
	Approved    Signature       `hcl:"approved"`
	Reviewed    Signature       `hcl:"reviewed"`
	ProjectEnds calendar.Date   `hcl:"project_ends"`
}

// InForce reports whether a grant gives anything on a day.
func (g *Grant) InForce(on calendar.Date) bool {
	return g.Valid == (calendar.Period{}) || g.Valid.Contains(on)
}

// Over reports whether a grant gives nothing any more on a day, and so is kept for
// the record only.
func (g *Grant) Over(on calendar.Date) bool {
	return g.Valid != (calendar.Period{}) && g.Valid.Until < on
}

// A Signature is who agreed to something, when, under which ticket.
type Signature struct {
	By  Address       `hcl:"by"`
	On  calendar.Date `hcl:"on"`
	Ref string        `hcl:"ref"`
}

// An Assessed is a signature below an assessment, with what that was about.
type Assessed struct {
	By    Address       `hcl:"by"`
	On    calendar.Date `hcl:"on"`
	About About         `hcl:"about"`
}

// JIT is just-in-time elevation.
type JIT struct {
	Max      calendar.Duration `hcl:"max"`
	Approver []Address         `hcl:"approver"`
}

// BreakGlass marks emergency access.
type BreakGlass struct {
	Alerts bool          `hcl:"alerts"`
	Tested calendar.Date `hcl:"tested"`
}

// A ServiceAccount is the identity of an integration.
type ServiceAccount struct {
	*Definition
	Owner       Address         `hcl:"owner"`
	Allow       []string        `hcl:"allow"`
	Valid       calendar.Period `hcl:"valid"`
	Purpose     string          `hcl:"purpose"`
	Rotated     calendar.Date   `hcl:"rotated"`
	Interactive bool            `hcl:"interactive"`
}

// A DeviceStandard is what holds for the devices of some teams.
type DeviceStandard struct {
	*Definition
	Require  []string      `hcl:"require"`
	Teams    []Address     `hcl:"teams"`
	Attested calendar.Date `hcl:"attested"`
	BYOD     string        `hcl:"byod"`
}

// A Module is training that ends in a certification.
type Module struct {
	*Definition
	Covers []Address         `hcl:"covers"`
	Valid  calendar.Duration `hcl:"valid"`
}

// A CheckPackage says which background checks a role needs and how long each
// holds: a duration, or "forever".
type CheckPackage struct {
	*Definition
	Default       bool                `hcl:"default"`
	Since         calendar.Date       `hcl:"since"` // the first day on which it is asked for
	Require       map[string]string   `hcl:"require"`
	Substitute    map[string][]string `hcl:"substitute"`
	MaxAgeAtStart calendar.Duration   `hcl:"max_age_at_start"`
}

// A Team is people at one place, with their shifts.
type Team struct {
	*Definition
	Location Address          `hcl:"location"`
	Vendor   Address          `hcl:"vendor"`
	Lead     Address          `hcl:"lead"`
	Holidays string           `hcl:"holidays"` // work, off or skeleton
	Skeleton []Address        `hcl:"skeleton"` // who works on holidays
	Shifts   map[string]Shift `hcl:"shifts"`
	PCI      struct {
		InScope        bool `hcl:"in_scope"`
		CopyPrevention bool `hcl:"copy_prevention"`
	} `hcl:"pci"`
}

// A Shift is hours on the team's clock, and who works them on which days.
type Shift struct {
	Hours  calendar.ClockRange  `hcl:"hours"`
	Break  calendar.Duration    `hcl:"break"`
	Serves []string             `hcl:"serves"`
	Roster map[string][]Address `hcl:"roster"` // by weekdays: the local day that the shift starts on
}

// A Coverage is a window that is promised to be staffed.
type Coverage struct {
	*Definition
	Days   calendar.Weekdays   `hcl:"days"`
	Window calendar.ClockRange `hcl:"window"`
	TZ     string              `hcl:"tz"`
	Min    map[string]int      `hcl:"min"` // seats by channel
}

// An Overlap is time that two teams share.
type Overlap struct {
	*Definition
	Between    []Address         `hcl:"between"`
	Days       calendar.Weekdays `hcl:"days"`
	Min        calendar.Duration `hcl:"min"`
	MinPeople  int               `hcl:"min_people"`
	Contiguous *bool             `hcl:"contiguous"`
}

// An OnCall is a rota of legs on one clock.
type OnCall struct {
	*Definition
	TZ      string               `hcl:"tz"`
	Legs    map[string][]Address `hcl:"legs"` // by hours
	Duties  []Address            `hcl:"duties"`
	Window  calendar.ClockRange  `hcl:"window"`
	Rotates calendar.Duration    `hcl:"rotates"` // after which the next one is called first
}

// A Queue is work that waits, and whose it is.
type Queue struct {
	*Definition
	Channels []string  `hcl:"channels"`
	Kind     string    `hcl:"kind"`
	Owner    Address   `hcl:"owner"`
	Tiers    []string  `hcl:"tiers"`
	Systems  []Address `hcl:"systems"` // where its work is done
	Escalate []Step    `hcl:"escalate"`
	Uses     struct {
		Tags  string `hcl:"tags"`
		Style string `hcl:"style"`
	} `hcl:"uses"`
}

// A Step is one step of an escalation.
type Step struct {
	To    Address           `hcl:"to"`
	After calendar.Duration `hcl:"after"`
}

// A Handoff is shifts that hand work to one another in a ring.
type Handoff struct {
	*Definition
	Ring []Address         `hcl:"ring"`
	Min  calendar.Duration `hcl:"min"`
}

// A Huddle is a short daily meeting of some shifts.
type Huddle struct {
	*Definition
	Shifts []Address         `hcl:"shifts"`
	At     string            `hcl:"at"` // "start+5m"
	Length calendar.Duration `hcl:"length"`
}

// A Tier is a level of support.
type Tier struct {
	*Definition
	Handles []string          `hcl:"handles"`
	When    []string          `hcl:"when"`
	To      string            `hcl:"to"`
	Close   calendar.Duration `hcl:"close_loop"`
}

// An IncidentRole is who decides in an incident.
type IncidentRole struct {
	*Definition
	HeldBy Address `hcl:"held_by"`
}

// A Playbook is how an incident is handled.
type Playbook struct {
	*Definition
	Lead Address `hcl:"lead"`
}

// An IdentityMap says who is behind addresses in git, by salted hash.
type IdentityMap struct {
	*Definition
	Salt   string             `hcl:"salt"`
	People map[string]Address `hcl:"people"`
}

// A ReviewerGroup is who must approve changes of some kinds.
type ReviewerGroup struct {
	*Definition
	Kinds  []string  `hcl:"kinds"`
	People []Address `hcl:"people"`
}

// A QA is a programme of quality assurance.
type QA struct {
	*Definition
	Calibration struct {
		Teams []Address `hcl:"teams"`
	} `hcl:"calibration"`
}

// A Vendor is another company that does work.
type Vendor struct {
	*Definition
	Country           string                   `hcl:"country"`
	Role              string                   `hcl:"role"`
	Group             bool                     `hcl:"group"` // of the company's own group
	DPFCertifiedUntil calendar.Date            `hcl:"dpf_certified_until"`
	Assured           map[string]calendar.Date `hcl:"assured"`   // last day of each report
	Scope             map[string][]Address     `hcl:"scope"`     // locations that a report covers; all when left out
	Diligence         []calendar.Date          `hcl:"diligence"` // the first, and its renewals
	Reviewed          calendar.Date            `hcl:"reviewed"`
	About             About                    `hcl:"about"` // of diligence
}

// A Promise is what customers are told about one channel: tier, metric, target.
type Promise struct {
	*Definition
}

// A Contract is what a vendor signed.
type Contract struct {
	*Definition
	Vendor   Address         `hcl:"vendor"`
	Teams    []Address       `hcl:"teams"`
	Valid    calendar.Period `hcl:"valid"`
	Noticed  calendar.Date   `hcl:"noticed"` // the last day, when notice was given
	Clock    string          `hcl:"clock"`
	Measured struct {
		Window string `hcl:"window"`
	} `hcl:"measured"`
	DataIncident struct {
		Notify calendar.Duration `hcl:"notify"`
	} `hcl:"data_incident"`
	Audit struct {
		LogsWithin calendar.Duration `hcl:"logs_within"`
		Every      calendar.Duration `hcl:"every"`
		Last       calendar.Date     `hcl:"last"`
	} `hcl:"audit"`
	Processing struct {
		Subprocessors string            `hcl:"subprocessors"`
		Objection     calendar.Duration `hcl:"objection"`
		Used          []Subprocessor    `hcl:"subprocessors_used"`
	} `hcl:"processing"`
	Screening *Screening `hcl:"screening"`
	Peak      struct {
		Blackout []calendar.Period `hcl:"blackout"`
		Reserve  int               `hcl:"reserve"`
	} `hcl:"peak"`
	Integrates []string `hcl:"integrates"`
}

// A Screening is how a vendor's own background checks are sampled.
type Screening struct {
	RunBy      string            `hcl:"run_by"`
	Sample     string            `hcl:"sample"`
	Every      calendar.Duration `hcl:"every"`
	Last       calendar.Date     `hcl:"last"`
	Package    Address           `hcl:"package"`
	Sampled    int               `hcl:"sampled"`
	Mismatches int               `hcl:"mismatches"`
}

// A Subprocessor is a company that a vendor hands data to.
type Subprocessor struct {
	Name      string            `hcl:"name"`
	Under     string            `hcl:"under"` // the sub-processor that hands data on to it; the vendor when empty
	Country   string            `hcl:"country"`
	Service   string            `hcl:"service"`
	Approved  calendar.Date     `hcl:"approved"`
	Notify    calendar.Duration `hcl:"notify"`
	FlowsDown []string          `hcl:"flows_down"`
	Transfer  string            `hcl:"transfer"`
}

// A Peak is a season that is staffed differently.
type Peak struct {
	*Definition
	Dates    calendar.Period   `hcl:"dates"`
	Forecast map[string]string `hcl:"forecast"` // factor by channel
	Reserve  []Address         `hcl:"reserve"`
	Surge    *Surge            `hcl:"surge"`
	Ready    []string          `hcl:"ready"`
}

// A Surge adds people to their own team's shifts for a while, in a role.
type Surge struct {
	Role  []Address            `hcl:"role"`
	Valid calendar.Period      `hcl:"valid"`
	Days  calendar.Weekdays    `hcl:"days"`
	Adds  map[string][]Address `hcl:"adds"` // by shift name
}

// A Policy sets parameters of rules.
type Policy struct {
	*Definition
}

// A Waiver excuses one rule for one subject until a date.
type Waiver struct {
	*Definition
	Rule     string         `hcl:"rule"`
	Subject  Address        `hcl:"subject"`
	Key      string         `hcl:"key"` // the finding's own key; every finding of the rule when empty
	Reason   string         `hcl:"reason"`
	Approved Signature      `hcl:"approved"`
	Expires  calendar.Date  `hcl:"expires"`
	Accepted map[string]int `hcl:"accepted"` // extent by the finding's key; nil when nothing was recorded
}

// A Plan is work that will remove a finding.
type Plan struct {
	*Definition
	Rule    string        `hcl:"rule"`
	Subject Address       `hcl:"subject"`
	Key     string        `hcl:"key"`
	Action  string        `hcl:"action"`
	Owner   Address       `hcl:"owner"`
	Due     calendar.Date `hcl:"due"`
	Ref     string        `hcl:"ref"`
}

// A Dispute is an objection to a finding.
type Dispute struct {
	*Definition
	Rule     string        `hcl:"rule"`
	Subject  Address       `hcl:"subject"`
	Key      string        `hcl:"key"`
	Reason   string        `hcl:"reason"`
	By       Address       `hcl:"by"`
	DecideBy calendar.Date `hcl:"decide_by"`
	Ref      string        `hcl:"ref"`
}

// End is the last day of the contract: the last day as signed, or the earlier
// one that notice was given for.
func (c *Contract) End() calendar.Date {
	if c.Noticed != 0 {
		return min(c.Valid.Until, c.Noticed)
	}
	return c.Valid.Until
}

// Over reports whether the contract has ended, and so binds nobody and is kept for
// the record only.
func (c *Contract) Over(on calendar.Date) bool {
	return c.Valid != (calendar.Period{}) && c.End() < on
}

// In reports whether the contract is in force on a day.
func (c *Contract) In(d calendar.Date) bool { return c.Valid.From <= d && d <= c.End() }

// AllActions lists the actions of a system, privileged and superuser's ones included, as
// system:verb.
func (s *System) AllActions() []string {
	out := slices.Concat(s.Actions, s.Privileged, s.Superuser)
	for i, verb := range out {
		out[i] = s.Name + ":" + verb
	}
	return out
}
