import OAuth
import SharedStore
import Testing

@testable import bearerd

@Suite struct StoreSettingsTests {
    private func refusal(_ values: [String: String], flags: [String: String] = [:]) -> String? {
        do throws(SettingError) {
            _ = try StoreSettings(SettingReader(flags: flags, environment: values))
            return nil
        } catch { return error.description }
    }

    @Test func withoutAURLThereIsNoStore() throws {
        #expect(try StoreSettings(SettingReader(flags: [:], environment: [:])) == nil)
        let settings = try StoreSettings(SettingReader(flags: [:], environment: ["REDIS_URL": "redis://cache"]))
        #expect(settings?.onFailure == .refuse)
    }

    @Test func aURLThatIsNoneIsToldWithoutItsPassword() throws {
        let text = try #require(refusal(["REDIS_URL": "rediss://bearerd:secret@cache"]))
        #expect(text.hasPrefix(#"REDIS_URL is "rediss://***@cache" (environment): expected redis://"#), "\(text)")
        #expect(text.contains("no TLS"))
        #expect(!text.contains("secret"))
        #expect(refusal(["REDIS_ON_FAILURE": "open"])?.contains("refuse or local") == true)
    }

    @Test func aPasswordIsNotTakenFromAFlag() throws {
        let text = try #require(refusal([:], flags: ["REDIS_URL": "redis://:secret@cache"]))
        #expect(text.contains("without a password"))
        #expect(!text.contains("secret"))
        #expect(refusal([:], flags: ["REDIS_URL": "redis://cache"]) == nil)
        #expect(refusal(["REDIS_URL": "redis://:secret@cache"]) == nil)
    }

    @Test func checkConfigShowsNoPassword() {
        let reader = SettingReader(flags: [:], environment: ["REDIS_URL": "redis://u:secret@cache/1"])
        let text = SettingsReport.text(reader)
        #expect(text.contains("REDIS_URL=redis://***@cache/1"))
        #expect(!text.contains("secret"))
    }
}
