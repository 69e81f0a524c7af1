package gate

import (
	"context"
	"errors"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/source"
)

// A Board is what the rosters of a tree mean from a day on.
type Board struct {
	Result *Result // for the header; its findings are those of a tree that cannot be judged
	From   calendar.Date
	Days   int
	facts.Board
}

// Rosters draws the rosters of a tree over some days.
func Rosters(ctx context.Context, tree source.Tree, opts Options, from calendar.Date, days int) (*Board, error) {
	s, problems, err := Open(ctx, tree, opts)
	if err != nil && !errors.Is(err, ErrInvalid) {
		return nil, err
	}
	out := &Board{Result: s.result(opts), From: from, Days: days}
	if len(problems) > 0 {
		out.Result.Findings = problems
		return out, nil
	}
	out.Board = s.Facts.Board(from, days)
	return out, nil
}
