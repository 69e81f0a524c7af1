package dataflow

import (
	"testing"

	"github.com/tidegate/tidegate/internal/model"
)

func define[T any](kind, name string, make func(*model.Definition) *T) *T {
	return make(&model.Definition{Kind: kind, Name: name})
}

func organisation(stores map[string]string, flows ...*model.Flow) *model.Organisation {
	org := &model.Organisation{}
	for name, level := range map[string]string{"secret": "confidential", "plain": "internal"} {
		org.DataClasses = append(org.DataClasses, define("data_class", name, func(d *model.Definition) *model.DataClass {
			return &model.DataClass{Definition: d, Level: level, Personal: name == "secret"}
		}))
	}
	for name, class := range stores {
		org.Systems = append(org.Systems, define("system", name, func(d *model.Definition) *model.System {
			s := &model.System{Definition: d}
			if class != "" {
				s.Holds = []model.Address{model.Join("data_class", class)}
			}
			return s
		}))
	}
	org.Flows = flows
	return org
}

func flow(from, to string, t *model.Transform) *model.Flow {
	return &model.Flow{
		Definition: &model.Definition{Kind: "flow", Name: from + to},
		From:       []model.Address{model.Join("system", from)}, To: []model.Address{model.Join("system", to)}, Transform: t,
	}
}

func TestInheritedClasses(t *testing.T) {
	secret, plain := Class{Level: Level("confidential"), Personal: true}, Class{Level: Level("internal")}
	masked := Class{Level: Level("internal"), Personal: true}
	for name, tt := range map[string]struct {
		stores map[string]string
		flows  []*model.Flow
		want   map[string]Class
	}{
		"I1 masked and copied stays personal": {
			map[string]string{"a": "secret", "b": "", "c": ""},
			[]*model.Flow{flow("a", "b", &model.Transform{Kind: "mask", Drops: []string{"name"}, EnforcedIn: "system.a"}), flow("b", "c", nil)},
			map[string]Class{"b": masked, "c": masked},
		},
		"I2 joined in one store": {
			map[string]string{"a": "secret", "b": "plain", "c": ""},
			[]*model.Flow{flow("a", "c", nil), flow("b", "c", nil)},
			map[string]Class{"b": plain, "c": secret},
		},
		"I3 a cycle ends": {
			map[string]string{"a": "secret", "b": ""},
			[]*model.Flow{flow("a", "b", nil), flow("b", "a", nil)},
			map[string]Class{"a": secret, "b": secret},
		},
		"I4 aggregated over enough people": {
			map[string]string{"a": "secret", "b": ""},
			[]*model.Flow{flow("a", "b", &model.Transform{Kind: "aggregate", K: 10, EnforcedIn: "system.a"})},
			map[string]Class{"b": plain},
		},
		"I4 aggregated over too few": {
			map[string]string{"a": "secret", "b": ""},
			[]*model.Flow{flow("a", "b", &model.Transform{Kind: "aggregate", K: 5, EnforcedIn: "system.a"})},
			map[string]Class{"b": secret},
		},
		"I6 a transform that nothing enforces": {
			map[string]string{"a": "secret", "b": ""},
			[]*model.Flow{flow("a", "b", &model.Transform{Kind: "mask"})},
			map[string]Class{"b": secret},
		},
		"pseudonymising alone lowers nothing": {
			map[string]string{"a": "secret", "b": ""},
			[]*model.Flow{flow("a", "b", &model.Transform{Kind: "pseudonymise", EnforcedIn: "system.a"})},
			map[string]Class{"b": secret},
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := New(organisation(tt.stores, tt.flows...))
			for system, want := range tt.want {
				if got := g.Store(model.Join("system", system)); got != want {
					t.Errorf("%s: %+v, want %+v", system, got, want)
				}
			}
		})
	}
}
