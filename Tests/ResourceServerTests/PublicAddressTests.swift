import HTTP
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing
import URI

@Suite("Public address")
struct PublicAddressTests {
    private static func target(
        _ address: PublicAddress = PublicAddress(),
        path: String = "/private?a=b",
        scheme: String? = "https",
        host: String? = "api.example.com",
        port: String? = "443"
    ) throws -> String? {
        var variables: [String: String] = [:]
        variables["REQUEST_SCHEME"] = scheme
        variables["HTTP_HOST"] = host
        variables["SERVER_PORT"] = port
        return address.target(of: try .with([], target: path, metaVariables: variables))?.description
    }

    @Test("without an origin, the web server's words make one")
    func fromWebServer() throws {
        #expect(try Self.target() == "https://api.example.com/private")
        #expect(try Self.target(host: "API.example.com:443") == "https://api.example.com/private")
        #expect(try Self.target(scheme: "http", port: "80") == "http://api.example.com/private")
        #expect(try Self.target(scheme: "http", host: "127.0.0.1", port: "8080") == "http://127.0.0.1:8080/private")
        #expect(try Self.target(host: "[::1]:8443") == "https://[::1]:8443/private")
        #expect(try Self.target(port: nil) == "https://api.example.com/private")
    }

    @Test(
        "a host that is none gives no target",
        arguments: [
            "api.example.com?x=", "api.example.com#", "a@api.example.com", "api.example.com/x", "", "a b",
            "api.example.com:x",
            "api.example.com,evil.example", "api.example.com%2f",
        ]
    )
    func hostileHost(host: String) throws {
        #expect(try Self.target(host: host) == nil)
    }

    @Test("what the web server does not say is not guessed")
    func missing() throws {
        #expect(try Self.target(scheme: nil) == nil)
        #expect(try Self.target(host: nil) == nil)
        #expect(try Self.target(scheme: "ftp") == nil)
        #expect(try Self.target(path: "*") == nil)
    }

    @Test(
        "with an origin, no word of the client's counts",
        arguments: ["evil.example", "api.example.com?x=", "", "a@b"]
    )
    func origin(host: String) throws {
        let address = PublicAddress(origin: HTTPOrigin("https://api.example.com"))
        #expect(try Self.target(address, scheme: "http", host: host, port: "8080") == "https://api.example.com/private")
    }

    @Test("a prefix that a proxy strips is put back")
    func prefix() throws {
        let address = PublicAddress(origin: HTTPOrigin("https://api.example.com"), pathPrefix: "/v1")
        #expect(try Self.target(address) == "https://api.example.com/v1/private")
        #expect(try Self.target(address, path: "/") == "https://api.example.com/v1/")
        #expect(try Self.target(address, path: "/../x") == nil)
        #expect(try Self.target(address, path: "https://a/x") == nil)
    }

    @Test("an origin is read as it is written, and nothing else is one")
    func written() throws {
        let address = try #require(PublicAddress("https://api.example.com:8443", pathPrefix: "/v1"))
        #expect(try Self.target(address) == "https://api.example.com:8443/v1/private")
        for text in ["", "api.example.com", "https://api.example.com/", "ftp://api.example.com", "https://a b"] {
            #expect(PublicAddress(text) == nil)
        }
    }
}
