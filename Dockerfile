# A static binary on nothing: no shell, no packages, no user but one.
# Definitions are mounted read-only: docker run --rm --network none -v "$PWD:/work:ro" tidegate check
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o /tidegate ./cmd/tidegate

FROM scratch
COPY --from=build /tidegate /tidegate
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/tidegate"]
CMD ["check"]
