import FastCGI
import Foundation
import HTTP
import HTTPTypes
import Logging
import OAuth
import TestSupport
import Testing

@testable import bearerd

@Suite struct ReloadingTests {
    private static let least = "ISSUERS=http://127.0.0.1:1/\nAUTH0_AUDIENCE=api\n"

    /// A file of settings, and what reads it anew.
    private func withReloading(_ body: (Reloading, _ file: String) async throws -> Void) async throws {
        try await TemporaryDirectory.with { folder in
            let file = "\(folder)/settings"
            try write(Self.least, file)
            let source = SettingsSource(flags: [:], envFile: file)
            let reading = try source.read()
            let log = Log(level: .critical, format: .json, refusalsLogged: 0)
            try await body(
                Reloading(source, reading.reader, try Service(reading.settings, log, ProcessRecord(reading.settings))),
                file
            )
        }
    }

    private func write(_ text: String, _ file: String) throws {
        try text.write(toFile: file, atomically: false, encoding: .utf8)
    }

    /// How often something was swapped in.
    private func reload(_ reloading: Reloading) async -> Int {
        var count = 0
        await reloading.reload { _ in count += 1 }
        return count
    }

    @Test func whatIsReadIsInUse() async throws {
        try await withReloading { reloading, file in
            try write(Self.least + "REALM=other\n", file)
            #expect(await reload(reloading) == 1)
            #expect(reloading.service.settings.realm == "other")
        }
    }

    @Test(arguments: ["CLOCK_SKEW=never", "REALM=\"open", "AUDIENCE=two ways to say one thing"])
    func aMistakeKeepsWhatIsInUse(line: String) async throws {
        try await withReloading { reloading, file in
            let before = reloading.service
            try write(Self.least + "REALM=other\n\(line)\n", file)
            #expect(await reload(reloading) == 0)
            #expect(reloading.service === before)
            try write(Self.least + "REALM=other\n", file)
            #expect(await reload(reloading) == 1)
        }
    }

    @Test func aFileThatIsGoneKeepsWhatIsInUse() async throws {
        try await withReloading { reloading, file in
            try FileManager.default.removeItem(atPath: file)
            #expect(await reload(reloading) == 0)
        }
    }

    @Test func whatOnlyAStartTakesStays() async throws {
        try await withReloading { reloading, file in
            let before = reloading.service.settings
            let lines = [
                "FASTCGI_LISTEN=127.0.0.1:1", "FASTCGI_SOCKET_MODE=0600", "FASTCGI_WORKERS=77",
                "FASTCGI_IO_TIMEOUT=77s",
                "MAX_BODY_BYTES=77", "SHUTDOWN_GRACE=77s", "DPOP_PROOF_AGE=77s", "DPOP_PROOF_LEEWAY=77s",
                "DPOP_REPLAY_ENTRIES=77", "LOG_FORMAT=text", "METRICS=false", "AUDIT_LOG=journal",
                "REDIS_URL=redis://cache", "REDIS_ON_FAILURE=local",
            ]
            #expect(lines.map { String($0.prefix { $0 != "=" }) } == SettingTable.takenAtStart.map(\.name))
            try write(Self.least + lines.joined(separator: "\n"), file)
            #expect(await reload(reloading) == 1)
            let after = reloading.service.settings
            #expect(after.listen.description == before.listen.description)
            #expect(after.socketMode == before.socketMode)
            #expect(after.auditLog == before.auditLog)
            #expect(after.server.workers == before.server.workers)
            #expect(after.server.ioTimeout == before.server.ioTimeout)
            #expect(after.server.maxBodyBytes == before.server.maxBodyBytes)
            #expect(after.server.shutdownGrace == before.server.shutdownGrace)
            #expect(after.dpop.policy.window == before.dpop.policy.window)
            #expect(after.dpop.replayEntries == before.dpop.replayEntries)
            #expect(after.logFormat == before.logFormat)
        }
    }

    @Test func aSecretThatWasMadeAtTheStartStays() async throws {
        try await withReloading { reloading, file in
            try write(Self.least + "DPOP_NONCE=required\n", file)
            _ = await reload(reloading)
            let now = NumericDate.now
            let nonce = try #require(reloading.service.settings.dpop.nonces).nonce(at: now)
            _ = await reload(reloading)
            #expect(reloading.service.settings.dpop.nonces?.nonce(at: now) == nonce)
            try write(Self.least, file)
            _ = await reload(reloading)
            #expect(reloading.service.settings.dpop.nonces == nil)
        }
    }
}
