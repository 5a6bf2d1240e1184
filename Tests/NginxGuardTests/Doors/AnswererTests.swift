import Testing

@testable import NginxGuard

@Suite struct AnswererTests {
    private func answerer(_ path: String, host: String? = nil, _ text: String) throws -> Answerer {
        try Answerer.of(Array(text.utf8), file: "-", path: path, host: host)
    }

    private static let site = """
        http {
            server {
                listen 80; server_name a.example b.example;
                auth_request "/_bearerd/all=read:a";
                location /open { auth_request off; }
                location /api/ { proxy_pass http://app; }
                location /odd/ { if ($y) { return 403; } if ($x) { return 200; } rewrite ^ /open; proxy_pass http://app; }
            }
            server { listen 80; server_name c.example; location / { proxy_pass http://app; } }
        }
        """

    @Test(arguments: [
        ("/api/x", Verdict.policy("all=read:a"), "location /api/"), ("/open", .open, "location /open"),
        ("/elsewhere", .policy("all=read:a"), "(no location)"),
    ])
    func itSaysWhoAnswersAndUnderWhichPolicy(path: String, verdict: Verdict, location: String) throws {
        let answerer = try answerer(path, host: "B.example", Self.site)
        #expect(answerer.verdict == verdict)
        #expect(answerer.location == location)
        #expect(answerer.server == "*:80 a.example,b.example")
        #expect(answerer.notes.isEmpty)
    }

    @Test func whatMayLeadElsewhereIsNamed() throws {
        let notes = try answerer("/odd/x", host: "a.example", Self.site).notes
        #expect(notes == ["if ($x) is not followed (-:7)", "rewrite ^ /open is not followed (-:7)"])
    }

    @Test(arguments: [
        (nil, site, "--host says which server: *:80 a.example,b.example; *:80 c.example"),
        (
            "d.example", site,
            "no server has the name d.example; wildcards and expressions are not followed: name one as it is written"
        ),
        (
            "a.example", site + site,
            "2 servers have the name a.example: *:80 a.example,b.example; *:80 a.example,b.example"
        ),
        (nil, "events {}", "there is no server"), (nil, "http {", "-:1: "),
    ])
    func whatCannotBeToldIsSaid(host: String?, text: String, reason: String) {
        #expect {
            try answerer("/x", host: host, text)
        } throws: {
            ($0 as? Answerer.Unknown)?.reason.hasPrefix(reason) == true
        }
    }
}
