import JOSE
import NginxGuard
import TestSupport
import Testing

@testable import bearerd

@Suite struct ExplainedPlaceTests {
    private static let configuration = """
        http {
            server {
                server_name a.example;
                auth_request "/_bearerd/all=read:a";
                location /open/ { auth_request off; }
                location = /no { return 403; }
                location @app { proxy_pass http://app; }
                location /own { fastcgi_pass bearerd; }
                location /api/ { rewrite ^/api/old /open/; proxy_pass http://app; }
            }
        }
        """

    private func place(_ path: String) throws -> ExplainedPlace {
        try TemporaryFile.with(Self.configuration) { try ExplainedPlace($0, path: path, host: nil) }
    }

    @Test(arguments: [
        ("/open/x", true, "nobody judges it"), ("/no", false, "everybody is refused here"),
    ])
    func somePlacesLookAtNoToken(path: String, isLetThrough: Bool, reason: String) throws {
        let outcome = try #require(try place(path).outcome)
        #expect(outcome == (isLetThrough, reason))
    }

    @Test(arguments: [("/api/x", "all=read:a"), ("/x", "all=read:a"), ("/own", nil)])
    func othersHaveAPolicy(path: String, policy: String?) throws {
        let place = try place(path)
        #expect(place.outcome == nil)
        #expect(place.policy == (try policy.map { try LocationPolicy($0) }))
    }

    @Test func itSaysWhereItIs() throws {
        let place = try place("/api/x")
        #expect(place.lines[0...2] == ["server: *:80 a.example", "location: location /api/", "policy: all=read:a"])
        #expect(place.lines[3].hasPrefix("note: rewrite ^/api/old /open/ is not followed ("))
        #expect(place.object["policy"] == "all=read:a")
        #expect(place.object["notes"]?.arrayValue?.count == 1)
    }

    @Test(arguments: ["/", "/a", "/a/", "/a.b/..c"])
    func aPathIsAsNginxHasIt(path: String) {
        #expect(ExplainedPlace.isNormal(path))
    }

    @Test(arguments: ["", "a", "//", "/a//b", "/a/../b", "/..", "/.", "/a?b", "/a%20b", "/a#b"])
    func anyOtherIsNotGuessed(path: String) {
        #expect(!ExplainedPlace.isNormal(path))
    }

    @Test func aFileThatCannotBeReadIsNamed() {
        #expect {
            try ExplainedPlace("/nowhere/nginx.conf", path: "/", host: nil)
        } throws: {
            ($0 as? ExplainedPlace.Unknown)?.reason == "/nowhere/nginx.conf: cannot be read"
        }
    }
}
