package load

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"
)

// A Review is what one reviewer decided about one commit, as a forge exports it.
type Review struct {
	User   string // login
	Commit string // full hash
	State  string // APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED or PENDING
	At     time.Time
}

var fullHash = regexp.MustCompile(`^[0-9a-f]{40}([0-9a-f]{24})?$`)

// mostReviews is how many reviews of one change are read.
const mostReviews = 10000

// Reviews reads what GitHub lists as reviews of a pull request (GET
// /repos/OWNER/NAME/pulls/N/reviews): an array, several one after the other, or an array of
// arrays, as gh api --paginate prints them. Other forges list approvals without the commit
// that was approved, and what names none is an error.
func Reviews(text []byte) ([]Review, error) {
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	var out []Review
	read := false
	for {
		var page json.RawMessage
		err := decoder.Decode(&page)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the list of reviews cannot be read: %w", err)
		}
		read = true
		if out, err = reviewsOf(out, page, 0); err != nil {
			return nil, err
		}
		if len(out) > mostReviews {
			return nil, fmt.Errorf("the list has more than %d reviews", mostReviews)
		}
	}
	if !read {
		return nil, errors.New("the list of reviews is empty; a pull request without reviews is []")
	}
	return out, nil
}

func reviewsOf(out []Review, page json.RawMessage, depth int) ([]Review, error) {
	if page[0] == '[' && depth < 2 {
		var items []json.RawMessage
		if err := json.Unmarshal(page, &items); err != nil {
			return nil, fmt.Errorf("the list of reviews cannot be read: %w", err)
		}
		var err error
		for _, item := range items {
			if out, err = reviewsOf(out, item, depth+1); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	var item struct {
		State    string    `json:"state"`
		CommitID string    `json:"commit_id"`
		At       time.Time `json:"submitted_at"`
		User     *struct {
			Login string `json:"login"`
		} `json:"user"`
		ApprovedBy json.RawMessage `json:"approved_by"` // of GitLab
		Message    string          `json:"message"`     // of an error
	}
	if page[0] != '{' {
		return nil, fmt.Errorf("a review is an object, not %.20s", page)
	}
	err := json.Unmarshal(page, &item)
	switch {
	case err != nil:
		return nil, fmt.Errorf("a review cannot be read: %w", err)
	case item.ApprovedBy != nil:
		return nil, errors.New("approvals of GitLab do not say which commit was approved, so they prove nothing about this one; let reviewers sign a commit, a tag or a note")
	case depth == 0 && item.Message != "":
		return nil, fmt.Errorf("this is the answer to a request that failed, and no list: %.200q", item.Message)
	case item.User == nil: // an account that was deleted since
		return out, nil
	case item.User.Login == "" || item.State == "":
		return nil, errors.New("a review has no user.login or no state; want what GitHub lists as reviews of a pull request")
	case item.State == "PENDING": // nobody has sent it yet
		return out, nil
	case !fullHash.MatchString(item.CommitID):
		return nil, fmt.Errorf("the review by %q names no commit", item.User.Login)
	}
	return append(out, Review{item.User.Login, item.CommitID, item.State, item.At}), nil
}
