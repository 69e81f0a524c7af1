package load

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/tidegate/tidegate/internal/calendar"
)

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

// library is the functions of the language: pure, and bounded in what they
// build. Loops and anything that asks the host are left out on purpose.
var library = map[string]function.Function{
	"abs":             stdlib.AbsoluteFunc,
	"ceil":            stdlib.CeilFunc,
	"chunklist":       stdlib.ChunklistFunc,
	"coalesce":        stdlib.CoalesceFunc,
	"compact":         stdlib.CompactFunc,
	"concat":          stdlib.ConcatFunc,
	"contains":        stdlib.ContainsFunc,
	"date_add":        dateFunction(calendar.Date.Add),
	"date_sub":        dateFunction(calendar.Date.Subtract),
	"days_between":    daysBetween,
	"distinct":        stdlib.DistinctFunc,
	"element":         stdlib.ElementFunc,
	"flatten":         stdlib.FlattenFunc,
	"floor":           stdlib.FloorFunc,
	"format":          guard(stdlib.FormatFunc, formatWidth),
	"join":            guard(stdlib.JoinFunc, joinSize),
	"keys":            stdlib.KeysFunc,
	"length":          stdlib.LengthFunc,
	"lower":           stdlib.LowerFunc,
	"max":             stdlib.MaxFunc,
	"merge":           stdlib.MergeFunc,
	"min":             stdlib.MinFunc,
	"range":           stdlib.RangeFunc, // stops at 1,024 items by itself
	"replace":         guard(stdlib.ReplaceFunc, replaceSize),
	"reverse":         stdlib.ReverseListFunc,
	"setintersection": stdlib.SetIntersectionFunc,
	"setsubtract":     stdlib.SetSubtractFunc,
	"setunion":        stdlib.SetUnionFunc,
	"slice":           stdlib.SliceFunc,
	"sort":            stdlib.SortFunc,
	"split":           stdlib.SplitFunc,
	"substr":          stdlib.SubstrFunc,
	"title":           stdlib.TitleFunc,
	"trim":            stdlib.TrimFunc,
	"trimprefix":      stdlib.TrimPrefixFunc,
	"trimspace":       stdlib.TrimSpaceFunc,
	"trimsuffix":      stdlib.TrimSuffixFunc,
	"upper":           stdlib.UpperFunc,
	"values":          stdlib.ValuesFunc,
	"zipmap":          stdlib.ZipmapFunc,
}

// Functions lists the functions of the language by name.
func Functions() map[string]function.Function { return library }

// functions is the library with every result paid from the budget.
func functions(built, done *budget) map[string]function.Function {
	out := make(map[string]function.Function, len(library))
	for name, f := range library {
		out[name] = function.New(&function.Spec{
			Params:   f.Params(),
			VarParam: f.VarParam(),
			Type: func(args []cty.Value) (cty.Type, error) { // which is asked first, and may be the work itself
				if !done.spend(work(name, args)) {
					return cty.NilType, errors.New(overWork)
				}
				return f.ReturnTypeForValues(args)
			},
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
				result, err := f.Call(args)
				if err != nil {
					return result, err
				}
				switch {
				case !built.spend(ctySize(result)):
					return cty.NilVal, errors.New(overBudget)
				case !done.spend(ctyItems(result)):
					return cty.NilVal, errors.New(overWork)
				}
				return result, nil
			},
		})
	}
	return out
}

// quadratic are the functions that compare each item with each other one.
var quadratic = map[string]bool{"distinct": true, "setintersection": true, "setsubtract": true, "setunion": true}

// overWork says that functions are given more than a run does for its definitions.
const overWork = "the definitions ask for more work than they are worth"

// work is what a call costs: the items that it is given, and a fifth of the square of
// that where it compares each with each.
func work(name string, args []cty.Value) int {
	n := 0
	for _, arg := range args {
		n += ctyItems(arg)
	}
	if quadratic[name] {
		return n + n*n/5
	}
	return n
}

// ctyItems is how many values a value consists of, long texts counting for more than one.
func ctyItems(v cty.Value) int { return weigh(v, func(text int) int { return 1 + text/64 }) }

// ctySize is how much a value takes: bytes of text, and one for each value.
func ctySize(v cty.Value) int { return weigh(v, func(text int) int { return 1 + text }) }

// weigh adds up the values of which a value consists: one for each, and for a text what its
// length in bytes counts.
func weigh(v cty.Value, text func(length int) int) int {
	switch {
	case v.IsNull() || !v.IsKnown():
		return 1
	case v.Type() == cty.String:
		return text(len(v.AsString()))
	case v.CanIterateElements():
		n := 1
		for it := v.ElementIterator(); it.Next(); {
			_, item := it.Element()
			n += weigh(item, text)
		}
		return n
	}
	return 1
}

// guard refuses a call before it builds too much.
func guard(f function.Function, check func(args []cty.Value) error) function.Function {
	return function.New(&function.Spec{
		Params:   f.Params(),
		VarParam: f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := check(args); err != nil {
				return cty.NilType, err
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

func text(v cty.Value) string {
	if v.IsNull() || !v.IsKnown() || v.Type() != cty.String {
		return ""
	}
	return v.AsString()
}

var wide = regexp.MustCompile(`%[^a-zA-Z%]*?(\d{4,}|\*)`)

func formatWidth(args []cty.Value) error {
	if found := wide.FindString(text(args[0])); found != "" {
		return fmt.Errorf("width over 999 in %q", found)
	}
	return nil
}

func joinSize(args []cty.Value) error {
	items := 0
	for _, list := range args[1:] {
		items += ctySize(list)
	}
	if len(text(args[0]))*items > localBudget {
		return fmt.Errorf("the result is larger than 1 MiB")
	}
	return nil
}

func replaceSize(args []cty.Value) error {
	if (len(text(args[0]))+1)*len(text(args[2])) > localBudget {
		return fmt.Errorf("the result may be larger than 1 MiB")
	}
	return nil
}

func dateFunction(op func(calendar.Date, calendar.Duration) calendar.Date) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "date", Type: cty.String}, {Name: "duration", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			date, err := calendar.ParseDate(args[0].AsString())
			if err != nil {
				return cty.NilVal, function.NewArgError(0, err)
			}
			duration, err := calendar.ParseDuration(args[1].AsString())
			if err != nil {
				return cty.NilVal, function.NewArgError(1, err)
			}
			if duration.Millis != 0 || duration.Business() {
				return cty.NilVal, function.NewArgErrorf(1, "%q: use days, weeks, months or years", duration)
			}
			return cty.StringVal(op(date, duration).String()), nil
		},
	})
}

var daysBetween = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "from", Type: cty.String}, {Name: "until", Type: cty.String}},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		var dates [2]calendar.Date
		for i := range dates {
			d, err := calendar.ParseDate(args[i].AsString())
			if err != nil {
				return cty.NilVal, function.NewArgError(i, err)
			}
			dates[i] = d
		}
		return cty.ParseNumberVal(strconv.Itoa(int(dates[1] - dates[0])))
	},
})
