import FoundationEssentials
import JOSE
import TestSupport
import Testing

@testable import JWKS

@Suite struct KeySetStoreTests {
    private static let issuer = "https://issuer.example/"
    private static let source = "discovery"
    private static let now = 1_700_000_000.0

    private func load(
        _ store: KeySetStore,
        issuer: String = issuer,
        source: String = source,
        now: Double = now
    ) throws -> (keys: RetrievedKeys, age: Double)? {
        try store.load(issuer, source: source, now: now)
    }

    private func save(_ store: KeySetStore, keyID: String = "a") throws {
        try store.save(KeyFixtures.retrieved(keyID), of: Self.issuer, source: Self.source, now: Self.now)
    }

    private func onlyFile(in directory: String) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        return try "\(directory)/" + #require(names.count == 1 ? names.first : nil)
    }

    /// Changes the only file of `directory`.
    private func edit(_ directory: String, _ change: (inout JSONObject) -> Void) throws {
        let path = try onlyFile(in: directory)
        var members = try JSONObject(parsing: Array(Data(contentsOf: URL(filePath: path))))
        change(&members)
        try Data(members.encoded()).write(to: URL(filePath: path))
    }

    @Test func storedKeysComeBackWithTheirAge() throws {
        try TemporaryDirectory.with { directory in
            let store = KeySetStore(directory: directory)
            try save(store)
            let stored = try #require(try load(store, now: Self.now + 100.5))
            #expect(stored.keys.keys.keys.map(\.keyID) == ["a"])
            #expect(stored.age == 100.5)
        }
    }

    @Test func laterKeysReplaceEarlierOnesAndLeaveNothingBeside() throws {
        try TemporaryDirectory.with { directory in
            let store = KeySetStore(directory: directory)
            try save(store, keyID: "a")
            try save(store, keyID: "b")
            #expect(try load(store)?.keys.keys.keys.map(\.keyID) == ["b"])
            _ = try onlyFile(in: directory)
        }
    }

    @Test func theFileIsClosedToOthersAndNamedByADigest() throws {
        try TemporaryDirectory.with { directory in
            let store = KeySetStore(directory: directory)
            try save(store)
            try save(store)
            let path = try onlyFile(in: directory)
            let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(permissions == 0o600)
            // Made with: printf %s https://issuer.example/ | openssl dgst -sha256 -binary | basenc --base64url
            #expect(path == "\(directory)/MgdZe5vwcxPHsH6gL0US_o7L1obuPLYrdoMajgfyP8o.json")
        }
    }

    @Test func thereMayBeNone() throws {
        try TemporaryDirectory.with { directory in
            let store = KeySetStore(directory: directory)
            #expect(try load(store) == nil)
            try save(store)
            #expect(try load(store, issuer: "https://other.example/") == nil)
            #expect(try load(KeySetStore(directory: "\(directory)/missing")) == nil)
        }
    }

    @Test func keysFromAnotherSourceAreNotUsed() throws {
        try TemporaryDirectory.with { directory in
            let store = KeySetStore(directory: directory)
            try save(store)
            #expect(try load(store, source: "jwks_uri https://issuer.example/jwks") == nil)
        }
    }

    @Test func aFileOfAnotherIssuerIsRefused() throws {
        try TemporaryDirectory.with { directory in
            let store = KeySetStore(directory: directory)
            try save(store)
            try edit(directory) { $0["issuer"] = "https://other.example/" }
            #expect(throws: KeyRetrievalError.self) { try load(store) }
        }
    }

    @Test func aTimeInTheFutureIsRefusedBeyondTheSkewOfClocks() throws {
        try TemporaryDirectory.with { directory in
            let store = KeySetStore(directory: directory)
            try save(store)
            #expect(try load(store, now: Self.now - 60)?.age == 0)
            #expect(throws: KeyRetrievalError.self) { try load(store, now: Self.now - 60.5) }
        }
    }

    @Test(
        arguments: [
            { $0["fetched_at"] = nil }, { $0["fetched_at"] = "1700000000" }, { $0["source"] = nil },
            { $0["jwks"] = nil },
            { $0["jwks"] = ["keys": []] }, { $0["jwks"] = [] }, { $0["issuer"] = 7 },
        ] as [@Sendable (inout JSONObject) -> Void]
    )
    func aChangedFileIsRefused(change: @Sendable (inout JSONObject) -> Void) throws {
        try TemporaryDirectory.with { directory in
            let store = KeySetStore(directory: directory)
            try save(store)
            try edit(directory, change)
            #expect(throws: KeyRetrievalError.self) { try load(store) }
        }
    }

    @Test func aTruncatedOrHugeFileIsRefused() throws {
        try TemporaryDirectory.with { directory in
            let store = KeySetStore(directory: directory)
            try save(store)
            let path = try onlyFile(in: directory)
            let whole = try Data(contentsOf: URL(filePath: path))
            try whole.dropLast().write(to: URL(filePath: path))
            #expect(throws: KeyRetrievalError.self) { try load(store) }
            try (whole + Data(repeating: 0x20, count: KeySetStore.maxFileBytes)).write(to: URL(filePath: path))
            #expect(throws: KeyRetrievalError.self) { try load(store) }
        }
    }

    @Test func aMissingDirectoryIsTold() {
        let reason = "The keys cannot be stored in /proc/nowhere: No such file or directory."
        #expect(throws: KeyRetrievalError(reason)) { try save(KeySetStore(directory: "/proc/nowhere")) }
        #expect(throws: KeyRetrievalError("The keys cannot be stored in /dev/null: Not a directory.")) {
            try save(KeySetStore(directory: "/dev/null"))
        }
    }

    @Test func plantedKeysDoNotCount() throws {
        try TemporaryDirectory.with { directory in
            let store = KeySetStore(directory: directory)
            try save(store)
            #expect(KeySetStore.refusal(of: directory) == nil)
            for mode in [0o777, 0o770] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: directory)
                let refusal = try #require(KeySetStore.refusal(of: directory))
                #expect(refusal.hasPrefix("\(directory) belongs to user "))
                #expect(throws: KeyRetrievalError("The stored keys in \(directory) are not read: \(refusal).")) {
                    try load(store)
                }
                #expect(throws: KeyRetrievalError("The keys cannot be stored in \(directory): \(refusal).")) {
                    try save(store)
                }
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory)
            #expect(try load(store) != nil)
            try FileManager.default.setAttributes([.posixPermissions: 0o660], ofItemAtPath: onlyFile(in: directory))
            #expect(throws: KeyRetrievalError.self) { try load(store) }
        }
    }

    @Test func aDirectoryThatIsNotThereIsNotRefused() {
        #expect(KeySetStore.refusal(of: "/proc/nowhere") == nil)
        #expect(KeySetStore.refusal(of: "/dev/null") == "Not a directory")
    }
}
