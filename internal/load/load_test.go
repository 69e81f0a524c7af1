package load

import (
	"os"
	"testing"
	"time"

	"github.com/tidegate/tidegate/internal/source"
	"github.com/tidegate/tidegate/schemas"
)

func TestTeamsLoad(t *testing.T) {
	tree, err := source.WorkTree("../../teams", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	kinds, problems, err := ReadKinds(schemas.FS, tree, nil)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	org, problems, err := (&Loader{Kinds: kinds}).Load(tree)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s:%v: %s (%s)", p.Place.Range.Path(), p.Place.Range.StartPosition(), p.Message, p.Fix)
	}
	if len(problems) == 0 && len(org.People) == 0 {
		t.Error("no people")
	}
	_ = os.Stdout
}
