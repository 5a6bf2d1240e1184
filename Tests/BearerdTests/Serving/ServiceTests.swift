import Foundation
import HTTP
import HTTPTypes
import JWKS
import Logging
import OAuth
import TestSupport
import Testing

@testable import bearerd

/// What one reading of the settings leaves to the next.
@Suite(.timeLimit(.minutes(10))) struct ServiceTests {
    private static let log = Log(level: .critical, format: .json, refusalsLogged: 0)

    /// An issuer whose keys are in a file.
    private func withKeyFile(_ body: ([String: String]) async throws -> Void) async throws {
        try await TemporaryDirectory.with { folder in
            try write(#"{"keys":[\#(KeyFixtures.key("a"))]}"#, "\(folder)/keys.json")
            let issuer = #"{"issuer":"https://a.example/","audiences":["api"],"jwks_file":"\#(folder)/keys.json"}"#
            try write("[\(issuer)]", "\(folder)/issuers.json")
            try await body(["AUTH0_DOMAIN": "", "AUTH0_AUDIENCE": "", "ISSUERS_FILE": "\(folder)/issuers.json"])
        }
    }

    private func write(_ text: String, _ path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    private func service(_ settings: [String: String]) async throws -> Service {
        let service = try Service(
            try SettingFixtures.settings(settings),
            Self.log,
            ProcessRecord(try SettingFixtures.settings(settings))
        )
        while service.issuers.contains(where: { $0.snapshot() == nil }) { await Task.yield() }
        return service
    }

    @Test func keysGoOver() async throws {
        try await withKeyFile { settings in
            let next = try await service(settings).successor(try SettingFixtures.settings(settings))
            #expect(next.issuers.map { $0.snapshot() != nil } == [true])
        }
    }

    @Test func keysThatWouldBeFetchedInAnotherWayDoNot() async throws {
        try await withKeyFile { settings in
            let earlier = try await service(settings)
            let others = settings.merging(["FETCH_PROXY": "http://proxy.example:3128"]) { $1 }
            let next = earlier.successor(try SettingFixtures.settings(others))
            #expect(next.issuers[0] !== earlier.issuers[0])
            #expect(next.issuers[0].generation != earlier.issuers[0].generation || next.issuers[0].snapshot() == nil)
        }
    }

    @Test func countsGoOnUnderTheNewSettings() async throws {
        try await withKeyFile { settings in
            let process = ProcessRecord(try SettingFixtures.settings(settings))
            let log = Log(level: .critical, format: .json, refusalsLogged: 0, counts: process.counts?.requests)
            var service = try Service(try SettingFixtures.settings(settings), log, process)
            for level in ["error", "debug"] {
                _ = try await service.handler().respond(to: Request(target: "/api/private"))
                let others = settings.merging(["LOG_LEVEL": level, "METRICS": "false"]) { $1 }
                service = service.successor(try SettingFixtures.settings(others))
            }
            let answer = try await service.handler().respond(to: Request(target: "/metrics"))
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(
                text.contains(
                    #"{outcome="refused",error_code="token_missing",status="401",route="/api/private",policy=""} 2"#
                )
            )
        }
    }

    @Test func theNewSettingsAnswer() async throws {
        try await withKeyFile { settings in
            let earlier = try await service(settings)
            let others = settings.merging(["REALM": "other"]) { $1 }
            let next = earlier.successor(try SettingFixtures.settings(others))
            for (service, realm) in [(earlier, "api"), (next, "other")] {
                let response = try await service.handler().respond(to: Request(target: "/api/private"))
                #expect(response.headerFields[.wwwAuthenticate]?.contains(#"realm="\#(realm)""#) == true)
            }
        }
    }
}
