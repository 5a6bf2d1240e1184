import JOSE
import JWKS
import OAuth
import TestSupport
import Testing
import Text

@testable import bearerd

@Suite struct IssuersFileTests {
    private static let defaults = IssuersFile.Defaults(
        algorithms: [.rs256],
        clockSkew: .seconds(30),
        requiresATJWT: false
    )
    private static let least = #""issuer":"https://a.example/","audiences":["a"]"#

    private func read(_ text: String) throws(IssuersFile.Fault) -> IssuersFile {
        try IssuersFile(Array(text.utf8), defaults: Self.defaults)
    }

    /// The policy of a file of one, with these members beyond the least.
    private func policy(_ members: String) throws -> IssuerPolicy {
        try #require(try read("[{\(Self.least),\(members)}]").policies.first)
    }

    private func fault(_ text: String) -> String? {
        do throws(IssuersFile.Fault) {
            _ = try read(text)
            return nil
        } catch {
            return "\(error.place): \(error.expected)"
        }
    }

    @Test func anIssuerAndItsAudiencesAreEnough() throws {
        let policy = try #require(try read("[{\(Self.least)}]").policies.first)
        #expect(policy.issuer == "https://a.example/")
        #expect(policy.audiences == ["a"])
        #expect(policy.algorithms == [.rs256])
        #expect(policy.clockSkew == .seconds(30))
        #expect(!policy.requiresATJWT)
        #expect(policy.requiredClaims.isEmpty)
        guard case .discovery = policy.keySource else {
            Issue.record("\(policy.keySource)")
            return
        }
    }

    @Test func everyMemberIsRead() throws {
        let policy = try policy(
            #""algorithms":["ES256","EdDSA"],"clock_skew":"0s","require_at_jwt":true,"jwks_uri":"https://a.example/k","#
                + #""required_claims":{"azp":["c",1],"org":[null]}"#
        )
        #expect(policy.algorithms == [.es256, .edDSA])
        #expect(policy.clockSkew == .zero)
        #expect(policy.requiresATJWT)
        #expect(policy.requiredClaims == ["azp": ["c", 1], "org": [.null]])
        guard case .jwksURI("https://a.example/k") = policy.keySource else {
            Issue.record("\(policy.keySource)")
            return
        }
    }

    @Test(arguments: [("", true), (#","require_at_jwt":false"#, false), (#","require_at_jwt":true"#, true)])
    func anEntryRequiresTheProfileAsTheSettingSaysUnlessItSaysOtherwise(member: String, isRequired: Bool) throws {
        let defaults = IssuersFile.Defaults(algorithms: [.rs256], clockSkew: .zero, requiresATJWT: true)
        let file = try IssuersFile(Array("[{\(Self.least)\(member)}]".utf8), defaults: defaults)
        #expect(file.policies.map(\.requiresATJWT) == [isRequired])
    }

    @Test func aKeySetMayBeAFile() throws {
        try TemporaryFile.with(#"{"keys":[]}"#) { path in
            guard case .jwksFile(path) = try policy("\"jwks_file\":\"\(path)\"").keySource else {
                Issue.record("another source")
                return
            }
        }
    }

    @Test(arguments: [
        ("", "byte 0: JSON"), ("{}", "the top: a list of issuer policies"), ("[1]", "[0]: an object"),
        ("[]", "the top: a list of issuer policies with one at least"),
        ("[{},]", "byte 4: JSON"),
        (#"[{"issuer":"https://a.example/","issuer":"x"}]"#, "byte 32: JSON without duplicate members"),
        ("[{}]", "[0].issuer: an https URL"),
        (#"[{"issuer":"http://a.example/","audiences":["a"]}]"#, "[0].issuer: an https URL"),
        (#"[{"issuer":5,"audiences":["a"]}]"#, "[0].issuer: an https URL"),
        (#"[{"issuer":"https://a.example/"}]"#, "[0].audiences: a list of identifiers, at least one"),
        (#"[{"issuer":"https://a.example/","audiences":[]}]"#, "[0].audiences: "),
        (#"[{"issuer":"https://a.example/","audiences":"a"}]"#, "[0].audiences: "),
        (#"[{"issuer":"https://a.example/","audiences":["a",1]}]"#, "[0].audiences: "),
        (#"[{"issuer":"https://a.example/","audiences":[""]}]"#, "[0].audiences: "),
        (
            #"[{"issuer":"https://a.example/","audiences":["a"],"audience":"a"}]"#,
            #"[0]."audience": a member out of algorithms,"#
        ),
        (#"[{"\u001b\n":1}]"#, #"[0]."\u001b\u000a": a member out of"#),
        (
            #"[{"issuer":"https://a.example/","audiences":["a"]},{"issuer":"https://a.example/","audiences":["b"]}]"#,
            "[1].issuer: an issuer that is not in the list already"
        ),
    ])
    func aFaultIsToldWithItsPlace(text: String, expected: String) throws {
        let told = try #require(fault(text))
        #expect(told.hasPrefix(expected), "\(told)")
    }

    @Test(arguments: [
        (#""algorithms":[]"#, ".algorithms: a list of signature algorithms without HS256"),
        (#""algorithms":["none"]"#, ".algorithms: "), (#""algorithms":["HS256"]"#, ".algorithms: "),
        (#""algorithms":["RS256","HS256"]"#, ".algorithms: "), (#""algorithms":"RS256""#, ".algorithms: "),
        (#""clock_skew":30"#, ".clock_skew: a duration from 0s to 5m"), (#""clock_skew":"6m""#, ".clock_skew: "),
        (#""require_at_jwt":"true""#, ".require_at_jwt: true or false"),
        (#""jwks_uri":"http://a.example/k""#, ".jwks_uri: an https URL"), (#""jwks_uri":null"#, ".jwks_uri: "),
        (#""jwks_file":"keys.json""#, ".jwks_file: the absolute path of a readable file"),
        (
            #""jwks_file":"/nowhere""#,
            #".jwks_file: a readable file of at most 1 MiB, not "/nowhere": No such file or directory"#
        ),
        (
            #""jwks_file":"/dev/zero""#,
            #".jwks_file: a readable file of at most 1 MiB, not "/dev/zero": not a regular file"#
        ),
        (#""hmac_secret_file":"secret""#, ".hmac_secret_file: the absolute path of a readable file"),
        (
            #""hmac_secret_file":"/nowhere""#,
            #".hmac_secret_file: a readable file of at most 4096 bytes, not "/nowhere": No such file or directory"#
        ),
        (#""jwks_uri":"https://a.example/k","jwks_file":"/x""#, ": one of jwks_uri and jwks_file, not both"),
        (
            #""jwks_uri":"https://a.example/k","hmac_secret_file":"/x""#,
            ": one of jwks_uri and hmac_secret_file, not both"
        ),
        (#""required_claims":[]"#, ".required_claims: an object"),
        (#""required_claims":{"a":"b"}"#, ".required_claims: "),
        (#""required_claims":{"a":[]}"#, ".required_claims: "),
    ])
    func aWrongMemberIsToldWithItsPlace(member: String, expected: String) throws {
        let told = try #require(fault("[{\(Self.least),\(member)}]"))
        #expect(told.hasPrefix("[0]\(expected)"), "\(told)")
    }

    @Test func claimsWhoseNamesLookAlikeAreTwo() throws {
        let policy = try policy(#""required_claims":{"caf\u00e9":["a"],"cafe\u0301":["b"]}"#)
        #expect(policy.requiredClaims == ["caf\u{E9}": ["a"], "cafe\u{301}": ["b"]])
    }

    // MARK: Secrets

    private func secret(_ bytes: [UInt8], _ algorithms: String = #"["HS256"]"#, mode: Int = 0o600) throws
        -> (fault: String?, warnings: [String], keys: [JWK])
    {
        try TemporaryFile.with(bytes, mode: mode) { path in
            let text = "[{\(Self.least),\"hmac_secret_file\":\"\(path)\",\"algorithms\":\(algorithms)}]"
            guard let file = try? read(text) else { return (fault(text), [], []) }
            guard case .fixed(let set)? = file.policies.first?.keySource else { return (nil, file.warnings, []) }
            return (nil, file.warnings, set.keys)
        }
    }

    @Test func aSecretVerifiesWhatItSigned() throws {
        let bytes = (0..<32).map { UInt8($0) }
        let outcome = try secret(bytes)
        #expect(outcome.fault == nil)
        #expect(outcome.warnings == [])
        #expect(outcome.keys.map(\.thumbprint) == [try JWK.symmetric(secret: bytes).thumbprint])
    }

    @Test func oneNewlineAtTheEndIsNoPartOfTheSecret() throws {
        let bytes = (32..<64).map { UInt8($0) }
        let thumbprint = try JWK.symmetric(secret: bytes).thumbprint
        #expect(try secret(bytes + [0x0A]).keys.map(\.thumbprint) == [thumbprint])
        #expect(try secret(bytes + [0x0A, 0x0A]).keys.map(\.thumbprint) != [thumbprint])
        #expect(try secret(Array(bytes.dropLast()) + [0x0A]).fault != nil)
    }

    @Test(arguments: [
        (31, "HS256", false), (32, "HS256", true), (47, "HS384", false), (48, "HS384", true), (63, "HS512", false),
        (64, "HS512", true), (0, "HS256", false),
    ])
    func aSecretIsAsLongAsTheHash(count: Int, algorithm: String, isGood: Bool) throws {
        let outcome = try secret(Array(repeating: 7, count: count), "[\"\(algorithm)\"]")
        #expect((outcome.fault == nil) == isGood)
        if !isGood { #expect(outcome.fault?.hasPrefix("[0].hmac_secret_file: a secret ") == true) }
    }

    @Test func aSecretThatIsTooLongForTheFileIsRefused() throws {
        #expect(try secret(Array(repeating: 7, count: 4_097)).fault?.hasSuffix(": longer than 4096 bytes") == true)
        #expect(try secret(Array(repeating: 7, count: 4_096)).fault == nil)
    }

    @Test func aSecretServesHMACAlone() throws {
        let bytes = [UInt8](repeating: 7, count: 64)
        #expect(try secret(bytes, #"["RS256"]"#).fault?.contains("a list of HS256, HS384, HS512") == true)
        #expect(try secret(bytes, #"["HS256","RS256"]"#).fault?.contains("a list of HS256, HS384, HS512") == true)
    }

    @Test func withoutAlgorithmsASecretTakesThoseOfTheSettingsThatFit() throws {
        try TemporaryFile.with([UInt8](repeating: 7, count: 32)) { path in
            let text = "[{\(Self.least),\"hmac_secret_file\":\"\(path)\"}]"
            #expect(fault(text) == "[0].algorithms: a list of HS256, HS384, HS512")
            let defaults = IssuersFile.Defaults(algorithms: [.rs256, .hs256], clockSkew: .zero, requiresATJWT: false)
            let file = try IssuersFile(Array(text.utf8), defaults: defaults)
            #expect(file.policies.first?.algorithms == [.hs256])
        }
    }

    @Test(arguments: [(0o600, false), (0o640, false), (0o644, true), (0o604, true)])
    func aSecretThatEverybodyCanReadIsWarnedAbout(mode: Int, isWarned: Bool) throws {
        let warnings = try secret([UInt8](repeating: 7, count: 32), mode: mode).warnings
        #expect(warnings.count == (isWarned ? 1 : 0))
        #expect(warnings.allSatisfy { $0.hasSuffix("can be read by every user of this machine") })
    }

    @Test(arguments: [(0o640, false), (0o660, true), (0o602, true)])
    func keysThatOthersCanChangeAreWarnedAbout(mode: Int, isWarned: Bool) throws {
        let ofSecret = try secret([UInt8](repeating: 7, count: 32), mode: mode).warnings
        let ofSet = try TemporaryFile.with("{}", mode: mode) { path in
            (path, try read("[{\(Self.least),\"jwks_file\":\"\(path)\"}]").warnings)
        }
        #expect(
            ofSecret.map { $0.hasSuffix("can be changed by others than its owner (chmod go-w)") }
                == (isWarned ? [true] : [])
        )
        let warning = "the keys in \(ofSet.0) can be changed by others than its owner (chmod go-w)"
        #expect(ofSet.1 == (isWarned ? [warning] : []))
    }

    // MARK: Size

    @Test func manyIssuersLoad() throws {
        let entries = (0..<1_000).map { #"{"issuer":"https://\#($0).example/","audiences":["a"]}"# }
        let file = try read("[" + entries.joined(separator: ",") + "]")
        #expect(file.policies.count == 1_000)
        #expect(file.policies.last?.issuer == "https://999.example/")
        let twice = fault("[" + (entries + [entries[500]]).joined(separator: ",") + "]")
        #expect(twice == "[1000].issuer: an issuer that is not in the list already")
    }
}
