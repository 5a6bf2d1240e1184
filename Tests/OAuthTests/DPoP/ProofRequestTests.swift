import JOSE
import Testing

@testable import OAuth

@Suite("RFC 9449 §4.3 step 8: htm is the method")
struct ProofMethodTests {
    @Test(
        "case matters",
        arguments: [("GET", "get"), ("get", "GET"), ("GET", "POST"), ("GET", "GET "), ("HEAD", "GET")]
    )
    func mismatch(method: String, htm: String) async throws {
        let client = try DPoPClient()
        let proof = try client.proof(["htm": .string(htm)])
        try await client.expectRefusal(.dpopMethodMismatch, [proof], method: method)
    }

    @Test("every method has its proof", arguments: ["GET", "HEAD", "POST", "PROPFIND"])
    func match(method: String) async throws {
        let client = try DPoPClient()
        try await client.present([client.proof(["htm": .string(method)])], method: method)
    }
}

@Suite("RFC 9449 §4.3 step 9: htu is the target")
struct ProofTargetTests {
    @Test(
        "the same target in another spelling is accepted",
        arguments: [
            "https://api.example.com/private", "HTTPS://API.EXAMPLE.COM/private", "https://api.example.com:443/private",
            "https://api.example.com:/private", "https://api.example.com/%70rivate",
            "https://api.example.com/private?a=b",
            "https://api.example.com/private#a", "https://api.example.com/private?a#b",
            "https://api.example.com/private?",
            "https://api.example.com/./private", "https://api.example.com/a/../private",
        ]
    )
    func match(htu: String) async throws {
        let client = try DPoPClient()
        try await client.present([client.proof(["htu": .string(htu)])])
    }

    @Test(
        "another target is refused",
        arguments: [
            "https://api.example.com/", "https://api.example.com", "https://api.example.com/Private",
            "https://api.example.com/private/", "https://api.example.com//private", "https://api.example.com/private/x",
            "http://api.example.com/private", "https://api.example.com:8443/private", "https://example.com/private",
            "https://api.example.com./private", "https://evil.example/private", "https://api.example.com%2fprivate",
            "https://api.example.com/private%3Fa=b", "https://api.example.com/x/private",
            "https://api.example.com\\private",
            "https://user@api.example.com/private", "https://api.example.com:0443/private/", "/private", "private", "",
            "api.example.com/private", "//api.example.com/private", "https:api.example.com/private",
            "https:/api.example.com/private", "ftp://api.example.com/private", " https://api.example.com/private",
            "https://api.example.com/private ", "https://xn--api.example.com/private",
            "https://ápi.example.com/private",
        ]
    )
    func mismatch(htu: String) async throws {
        let client = try DPoPClient()
        try await client.expectRefusal(.dpopTargetMismatch, [client.proof(["htu": .string(htu)])])
    }

    @Test("no proof fits a target that is not known")
    func unknownTarget() async throws {
        let client = try DPoPClient()
        for htu in [DPoPClient.url, "", "https:///private"] {
            try await client.expectRefusal(.dpopTargetMismatch, [client.proof(["htu": .string(htu)])], target: nil)
        }
    }
}
