package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tidegate/tidegate/internal/facts"
	"github.com/tidegate/tidegate/internal/gate"
	"github.com/tidegate/tidegate/internal/graph"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/report"
)

// pictureFlags are how a picture is drawn.
type pictureFlags struct {
	accessFlags
	nodes int
}

func (f *pictureFlags) flags(c *cobra.Command) {
	f.accessFlags.flags(c)
	formatFlag(c, &f.output, "svg", report.GraphFormats)
	c.Flags().IntVar(&f.nodes, "nodes", graph.Legible, "how many nodes are drawn at most; what is left out is told")
}

// picture reads what the flags name and draws what is made of it. It says on
// standard error what the picture leaves out.
func (e *environment) picture(ctx context.Context, f *pictureFlags, q *filter, of func(s *gate.Session) (*graph.Graph, error)) error {
	if f.nodes < 1 || f.nodes > 200 {
		return fmt.Errorf("--nodes %d: want 1 to 200", f.nodes)
	}
	format, err := formatOf(report.GraphFormats, f.output)
	if err != nil {
		return err
	}
	s, err := e.asked(ctx, &f.accessFlags, q)
	if err != nil {
		return err
	}
	g, err := of(s)
	if err != nil {
		return err
	}
	if len(g.Left) > 0 {
		e.log.Warnf("left out, for the picture to stay legible: %s", strings.Join(g.Left, ", "))
	}
	return format(e.stdout, g, report.Style{Version: Version()})
}

func dated(s *gate.Session) string { return ", as of " + s.AsOf.Format(time.DateOnly) }

func (e *environment) accessGraph() *cobra.Command {
	var flags pictureFlags
	var q filter
	var who string
	c := &cobra.Command{
		Use:   "graph",
		Short: "Draw the paths between people and what they can do",
		Long: `Graph draws people, the roles, teams and peaks that they come by, grants, actions, and
the data behind them, as SVG, or as text for Mermaid or Graphviz. People of a team who
reach the same by the same paths are one node. Above the number of nodes that can be
read it leaves out the least dangerous paths, and says so.`,
		Example: `  tidegate access graph --person b07 > b07.svg

  tidegate access graph --vendor andina -o mermaid`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return e.picture(c.Context(), &flags, &q, func(s *gate.Session) (*graph.Graph, error) {
				if who == "" {
					return graph.Access(s.Facts, "Who can do what"+q.words()+dated(s), q.choose(s.Facts.Holdings()), flags.nodes), nil
				}
				p, err := person(s, who)
				if err != nil {
					return nil, err
				}
				return graph.Access(s.Facts, "What "+string(p.Address())+" can do"+q.words()+dated(s), q.choose(s.Facts.HoldingsOf(p)), flags.nodes), nil
			})
		},
	}
	flags.flags(c)
	q.flags(c)
	c.Flags().StringVar(&who, "person", "", "of this person")
	return c
}

func (e *environment) flows() *cobra.Command {
	c := &cobra.Command{
		Use:     "flows",
		Short:   "Show where data flows",
		Example: "  tidegate flows graph --data customer > customer.svg",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(e.flowsGraph())
	return c
}

func (e *environment) flowsGraph() *cobra.Command {
	var flags pictureFlags
	var q filter
	c := &cobra.Command{
		Use:   "graph",
		Short: "Draw the flows of data with classes, countries and transfer mechanisms",
		Long: `Graph draws systems with the country that hosts them, the flows out of them with the
classes of data and what is done to it, and who receives it in which country. A flow that
takes personal data out of its regime says by what mechanism, and is marked when none
carries it on the day. It writes SVG, or text for Mermaid or Graphviz.`,
		Example: `  tidegate flows graph > flows.svg

  tidegate flows graph --vendor pacific -o dot | dot -Tpdf > pacific.pdf`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return e.picture(c.Context(), &flags, &q, func(s *gate.Session) (*graph.Graph, error) {
				var chosen []*model.Flow
				for _, f := range s.Org.Flows {
					if q.touches(s.Facts, f) {
						chosen = append(chosen, f)
					}
				}
				return graph.Flows(s.Facts, "Flows of data"+q.words()+dated(s), chosen, flags.nodes), nil
			})
		},
	}
	flags.flags(c)
	c.Flags().StringVar(&q.system, "system", "", "from or to this system")
	c.Flags().StringVar(&q.data, "data", "", "that carry this class of data")
	c.Flags().StringVar(&q.team, "team", "", "to this team")
	c.Flags().StringVar(&q.vendor, "vendor", "", "to this vendor or its teams")
	return c
}

// touches reports whether a flow has to do with what the filter asks for.
func (q *filter) touches(known *facts.Facts, f *model.Flow) bool {
	ofVendor := func(to model.Address) bool {
		v := known.Vendor(to)
		return v != nil && v.Address() == named("vendor", q.vendor)
	}
	return (q.system == "" || slices.Contains(slices.Concat(f.From, f.To), named("system", q.system))) &&
		(q.data == "" || slices.Contains(f.Carries, named("data_class", q.data))) &&
		(q.team == "" || slices.Contains(f.To, named("team", q.team))) &&
		(q.vendor == "" || slices.ContainsFunc(f.To, ofVendor))
}
