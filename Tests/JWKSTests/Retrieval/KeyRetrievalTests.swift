import FoundationEssentials
import JOSE
import Synchronization
import TestSupport
import Testing

@testable import JWKS

@Suite struct KeyRetrievalTests {
    private let scripted = ScriptedIssuer()

    private func retrieve(from source: KeySource) async throws -> RetrievedKeys {
        try await KeyRetrieval(issuer: CacheHarness.issuer, source: source, fetch: scripted.fetch)
            .run(on: FetchLane(number: 0))
    }

    @Test func discoveryLeadsToTheSet() async throws {
        scripted.answer(
            CacheHarness.discovery,
            #"{"issuer":"\#(CacheHarness.issuer)","jwks_uri":"\#(CacheHarness.jwksURI)"}"#,
            maxAge: .seconds(1)
        )
        scripted.answer(CacheHarness.jwksURI, KeyFixtures.set("a"), maxAge: .seconds(90))
        let retrieved = try await retrieve(from: .discovery)
        #expect(retrieved.keys.keys.map(\.keyID) == ["a"])
        // The set's, not the discovery document's.
        #expect(retrieved.maxAge == .seconds(90))
    }

    @Test func aSetIsNotFetchedForAnotherIssuer() async {
        scripted.answer(
            CacheHarness.discovery,
            #"{"issuer":"https://other.example/","jwks_uri":"\#(CacheHarness.jwksURI)"}"#
        )
        await #expect(throws: KeyRetrievalError.self) { try await retrieve(from: .discovery) }
        #expect(scripted.count(of: CacheHarness.jwksURI) == 0)
    }

    @Test func aURLThatIsNotSecureIsNotFetched() async {
        await #expect(throws: KeyRetrievalError.self) {
            try await retrieve(from: .jwksURI("http://issuer.example/jwks"))
        }
        #expect(scripted.count == 0)
    }

    @Test func aFailureSaysWhatWasFetchedAndWhyItFailed() async {
        scripted.fail(CacheHarness.jwksURI)
        await #expect(throws: KeyRetrievalError("GET https://issuer.example/jwks: connection refused")) {
            try await retrieve(from: .jwksURI(CacheHarness.jwksURI))
        }
    }

    /// Whether the keys of `issuer`, whose document came from a public address or not, may come from another kind.
    private func isKeptToPublicAddresses(
        _ issuer: String,
        _ jwksURI: String,
        isPublic: Bool?,
        _ rules: RetrievalRules = RetrievalRules()
    ) async throws -> [Bool] {
        let asked = Mutex<[DocumentRequest]>([])
        let retrieval = KeyRetrieval(issuer: issuer, source: .discovery, rules: rules) { request in
            asked.withLock { $0.append(request) }
            let document = #"{"issuer":"\#(issuer)","jwks_uri":"\#(jwksURI)"}"#
            let body = request.kind == .discovery ? document : KeyFixtures.set("a")
            return FetchedDocument(body: Array(body.utf8), isFromPublicAddress: isPublic)
        }
        _ = try await retrieval.run(on: FetchLane(number: 0))
        let requests = asked.withLock(\.self)
        #expect(requests.map(\.kind) == [.discovery, .keySet])
        #expect(requests.map(\.issuer) == [issuer, issuer])
        #expect(requests.last?.url == jwksURI)
        return requests.map(\.onlyPublicAddresses)
    }

    @Test(
        "only an issuer that is at a private address itself may name one, and only its own host",
        arguments: [
            ("https://issuer.example/", "https://issuer.example/jwks", true, true),
            ("https://issuer.example/", "https://issuer.example:6379/jwks", true, true),
            ("https://issuer.example/", "https://keys.example/jwks", true, true),
            ("https://issuer.example/", "https://127.0.0.1/jwks", true, true),
            ("https://issuer.internal/", "https://ISSUER.internal/jwks", false, false),
            ("https://issuer.internal/", "https://keys.internal/jwks", false, true),
            ("https://issuer.internal/", "https://127.0.0.1/jwks", false, true),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/jwks", false, false),
            ("http://127.0.0.1:8080/", "http://localhost:8080/jwks", false, false),
            ("http://127.0.0.1:8080/", "https://10.0.0.1/jwks", false, true),
        ]
    )
    func whereTheKeysMayComeFrom(issuer: String, jwksURI: String, isPublic: Bool, isKept: Bool) async throws {
        #expect(try await isKeptToPublicAddresses(issuer, jwksURI, isPublic: isPublic) == [false, isKept])
    }

    @Test(
        "by a way that an operator has named, the issuer's own host and port may be anywhere, and nothing else",
        arguments: [
            ("https://issuer.example/", "https://ISSUER.example:443/jwks", false),
            ("https://issuer.example/", "https://issuer.example:8443/jwks", true),
            ("https://issuer.example/", "https://issuer.example:6379/jwks", true),
            ("https://issuer.example/", "https://keys.example/jwks", true),
            ("https://issuer.example/", "https://127.0.0.1/jwks", true),
            ("https://issuer.example:8443/", "https://issuer.example:8443/jwks", false),
            ("https://localhost/", "https://127.0.0.1/jwks", true),
        ]
    )
    func whereTheKeysMayComeFromByANamedWay(issuer: String, jwksURI: String, isKept: Bool) async throws {
        #expect(try await isKeptToPublicAddresses(issuer, jwksURI, isPublic: nil) == [false, isKept])
    }

    @Test(
        "a host that is named for http may be anywhere, whatever the way",
        arguments: [
            ("https://issuer.example/", "http://keys.internal:8080/jwks", true, false),
            ("https://issuer.example/", "http://keys.internal:8080/jwks", nil, false),
            ("https://issuer.example/", "https://other.internal/jwks", true, true),
            ("http://keys.internal/", "http://keys.internal/jwks", false, false),
        ] as [(String, String, Bool?, Bool)]
    )
    func whereTheKeysMayComeFromByHTTP(issuer: String, jwksURI: String, isPublic: Bool?, isKept: Bool) async throws {
        let rules = RetrievalRules(httpHosts: ["keys.internal"])
        #expect(try await isKeptToPublicAddresses(issuer, jwksURI, isPublic: isPublic, rules) == [false, isKept])
    }

    @Test func aURLThatTheOperatorHasSetMayLeadAnywhere() async throws {
        let asked = Mutex<[DocumentRequest]>([])
        let retrieval = KeyRetrieval(issuer: CacheHarness.issuer, source: .jwksURI("https://10.0.0.1/jwks")) {
            request in
            asked.withLock { $0.append(request) }
            return FetchedDocument(body: Array(KeyFixtures.set("a").utf8))
        }
        _ = try await retrieval.run(on: FetchLane(number: 0))
        let expected = DocumentRequest(
            kind: .keySet,
            issuer: CacheHarness.issuer,
            url: "https://10.0.0.1/jwks",
            onlyPublicAddresses: false
        )
        #expect(asked.withLock(\.self) == [expected])
    }

    @Test func aURLThatAnIssuerNamesIsNotTold() async {
        let jwksURI = "https://keys.example/what-an-issuer-likes-to-see-in-a-log"
        scripted.answer(CacheHarness.discovery, #"{"issuer":"\#(CacheHarness.issuer)","jwks_uri":"\#(jwksURI)"}"#)
        scripted.fail(jwksURI)
        await #expect(throws: KeyRetrievalError("GET the jwks_uri of \(CacheHarness.discovery): connection refused")) {
            try await retrieve(from: .discovery)
        }
    }

    @Test func aSetWithoutUsableKeysSaysWhyTheFirstIsNone() async {
        scripted.answer(CacheHarness.jwksURI, #"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#)
        let reason = "The JWK Set has no usable key. The first of 1 left out: The key is symmetric."
        await #expect(throws: KeyRetrievalError(reason)) { try await retrieve(from: .jwksURI(CacheHarness.jwksURI)) }
    }

    @Test func reasonsAreBounded() {
        let error = KeyRetrievalError(String(repeating: "x", count: 10_000))
        #expect(error.description.count == JWKSEvent.longestText + 1)
    }

    @Test func aFileIsReadAnewEachTime() async throws {
        try await TemporaryDirectory.with { directory in
            let path = "\(directory)/jwks.json"
            try Data(KeyFixtures.set("a").utf8).write(to: URL(filePath: path))
            #expect(try await retrieve(from: .jwksFile(path: path)).keys.keys.map(\.keyID) == ["a"])
            try Data(KeyFixtures.set("b").utf8).write(to: URL(filePath: path))
            #expect(try await retrieve(from: .jwksFile(path: path)).keys.keys.map(\.keyID) == ["b"])
        }
    }

    @Test func aFileMayBeASymbolicLink() async throws {
        try await TemporaryDirectory.with { directory in
            try Data(KeyFixtures.set("a").utf8).write(to: URL(filePath: "\(directory)/target"))
            let path = "\(directory)/jwks.json"
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(directory)/target")
            #expect(try await retrieve(from: .jwksFile(path: path)).keys.keys.map(\.keyID) == ["a"])
        }
    }

    @Test func aFileIsAtMostOneMebibyte() async throws {
        try await TemporaryDirectory.with { directory in
            let path = "\(directory)/jwks.json"
            let set = KeyFixtures.set("a")
            let padding = String(repeating: " ", count: KeyRetrieval.maxFileBytes - set.utf8.count)
            try Data((set + padding).utf8).write(to: URL(filePath: path))
            #expect(try await retrieve(from: .jwksFile(path: path)).keys.keys.count == 1)
            try Data((set + padding + " ").utf8).write(to: URL(filePath: path))
            await #expect(
                throws: KeyRetrievalError("The file \(path) cannot be read: it is longer than 1048576 bytes.")
            ) {
                try await retrieve(from: .jwksFile(path: path))
            }
        }
    }

    @Test(arguments: ["missing.json", "."])
    func whatIsNoRegularFileIsNotRead(name: String) async throws {
        try await TemporaryDirectory.with { directory in
            await #expect(throws: KeyRetrievalError.self) {
                try await retrieve(from: .jwksFile(path: "\(directory)/\(name)"))
            }
        }
    }

    @Test func aDeviceIsNotRead() async {
        await #expect(throws: KeyRetrievalError("The file /dev/zero cannot be read: it is no regular file.")) {
            try await retrieve(from: .jwksFile(path: "/dev/zero"))
        }
    }
}
