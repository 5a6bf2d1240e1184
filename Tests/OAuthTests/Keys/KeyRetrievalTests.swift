import FoundationEssentials
import JOSE
import Testing

@testable import OAuth

@Suite struct KeyRetrievalTests {
    private let scripted = ScriptedIssuer()

    private func retrieve(from source: KeySource) throws -> RetrievedKeys {
        try KeyRetrieval(issuer: CacheHarness.issuer, source: source, fetch: scripted.fetch).run()
    }

    @Test func discoveryLeadsToTheSet() throws {
        scripted.answer(
            CacheHarness.discovery,
            #"{"issuer":"\#(CacheHarness.issuer)","jwks_uri":"\#(CacheHarness.jwksURI)"}"#,
            maxAge: .seconds(1)
        )
        scripted.answer(CacheHarness.jwksURI, KeyFixtures.set("a"), maxAge: .seconds(90))
        let retrieved = try retrieve(from: .discovery)
        #expect(retrieved.keys.keys.map(\.keyID) == ["a"])
        // The set's, not the discovery document's.
        #expect(retrieved.maxAge == .seconds(90))
    }

    @Test func aSetIsNotFetchedForAnotherIssuer() {
        scripted.answer(
            CacheHarness.discovery,
            #"{"issuer":"https://other.example/","jwks_uri":"\#(CacheHarness.jwksURI)"}"#
        )
        #expect(throws: KeyRetrievalError.self) { try retrieve(from: .discovery) }
        #expect(scripted.count(of: CacheHarness.jwksURI) == 0)
    }

    @Test func aURLThatIsNotSecureIsNotFetched() {
        #expect(throws: KeyRetrievalError.self) { try retrieve(from: .jwksURI("http://issuer.example/jwks")) }
        #expect(scripted.count == 0)
    }

    @Test func aFailureSaysWhatWasFetchedAndWhyItFailed() {
        scripted.fail(CacheHarness.jwksURI)
        #expect(throws: KeyRetrievalError("GET https://issuer.example/jwks: connection refused")) {
            try retrieve(from: .jwksURI(CacheHarness.jwksURI))
        }
    }

    @Test func aSetWithoutUsableKeysSaysWhyTheFirstIsNone() {
        scripted.answer(CacheHarness.jwksURI, #"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#)
        let reason = "The JWK Set has no usable key. The first of 1 left out: The key is symmetric."
        #expect(throws: KeyRetrievalError(reason)) { try retrieve(from: .jwksURI(CacheHarness.jwksURI)) }
    }

    @Test func reasonsAreBounded() {
        let error = KeyRetrievalError(String(repeating: "x", count: 10_000))
        #expect(error.description.count == JWKSEvent.longestText + 1)
    }

    @Test func aFileIsReadAnewEachTime() throws {
        try TemporaryDirectory.with { directory in
            let path = "\(directory)/jwks.json"
            try Data(KeyFixtures.set("a").utf8).write(to: URL(filePath: path))
            #expect(try retrieve(from: .jwksFile(path: path)).keys.keys.map(\.keyID) == ["a"])
            try Data(KeyFixtures.set("b").utf8).write(to: URL(filePath: path))
            #expect(try retrieve(from: .jwksFile(path: path)).keys.keys.map(\.keyID) == ["b"])
        }
    }

    @Test func aFileMayBeASymbolicLink() throws {
        try TemporaryDirectory.with { directory in
            try Data(KeyFixtures.set("a").utf8).write(to: URL(filePath: "\(directory)/target"))
            let path = "\(directory)/jwks.json"
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(directory)/target")
            #expect(try retrieve(from: .jwksFile(path: path)).keys.keys.map(\.keyID) == ["a"])
        }
    }

    @Test func aFileIsAtMostOneMebibyte() throws {
        try TemporaryDirectory.with { directory in
            let path = "\(directory)/jwks.json"
            let set = KeyFixtures.set("a")
            let padding = String(repeating: " ", count: KeyRetrieval.maxFileBytes - set.utf8.count)
            try Data((set + padding).utf8).write(to: URL(filePath: path))
            #expect(try retrieve(from: .jwksFile(path: path)).keys.keys.count == 1)
            try Data((set + padding + " ").utf8).write(to: URL(filePath: path))
            #expect(throws: KeyRetrievalError("The file \(path) cannot be read: it is longer than 1048576 bytes.")) {
                try retrieve(from: .jwksFile(path: path))
            }
        }
    }

    @Test(arguments: ["missing.json", "."])
    func whatIsNoRegularFileIsNotRead(name: String) throws {
        try TemporaryDirectory.with { directory in
            #expect(throws: KeyRetrievalError.self) { try retrieve(from: .jwksFile(path: "\(directory)/\(name)")) }
        }
    }

    @Test func aDeviceIsNotRead() {
        #expect(throws: KeyRetrievalError("The file /dev/zero cannot be read: it is no regular file.")) {
            try retrieve(from: .jwksFile(path: "/dev/zero"))
        }
    }
}
