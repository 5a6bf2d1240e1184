import Files
import HTTP
import Logging
import NginxGuard
import ResourceServer
import Text
import URI

// Forms that one setting has.

extension SettingForm where Value == [TokenSource] {
    static var tokenSources: Self {
        Self("list", "a list of header, cookie:NAME and query:NAME, each at most once") { text in
            guard let sources = SettingValue.list(of: { TokenSource($0) })(text) else { return nil }
            return Set(sources).count == sources.count ? sources : nil
        }
    }
}

extension SettingForm where Value == SettingFile {
    static var authorities: Self {
        .file("a readable file of PEM certificates", limit: SettingFile.longestAuthorities) {
            content throws(SettingReason) in
            guard !SettingFile.hasCertificate(content) else { return }
            throw SettingReason("there is no line -----BEGIN CERTIFICATE----- in it")
        }
    }
}

extension SettingForm where Value == HostAndPort {
    static var proxy: Self {
        Self("url", "http://HOST:PORT of a proxy, without a user name and without a path") { text in
            text.hasPrefix("http://") ? HostAndPort(text.dropFirst(7)) : nil
        }
    }
}

extension SettingForm where Value == String {
    static var realm: Self {
        Self("text", "visible ASCII characters and spaces without \" and \\") { text in
            text.utf8.allSatisfy(\.isQuotable) ? text : nil
        }
    }
}

extension SettingForm where Value == Duration {
    /// What nginx can count.
    static var wholeSeconds: Self {
        Self("duration", "whole seconds from 0s to 5m") { text in
            SettingValue.duration(in: .zero ... .seconds(300))(text).flatMap {
                $0.components.attoseconds == 0 ? $0 : nil
            }
        }
    }
}

extension SettingForm where Value == Logger.Level {
    static var logLevel: Self {
        Self("level", "one of " + Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")) {
            Logger.Level(rawValue: $0)
        }
    }
}

extension SettingForm where Value == IdentityHeaders {
    static var identityHeaders: Self {
        let reserved = IdentityHeaders.reservedNames.sorted().joined(separator: ", ")
        return Self(
            "list",
            "a list of NAME=CLAIM, each NAME once, of letters, digits and at most one hyphen, and none of the reserved names "
                + reserved
        ) { SettingValue.list($0).flatMap { IdentityHeaders($0) } }
    }
}

extension SettingForm where Value == CORSPolicy.Origins {
    static var corsOrigins: Self {
        Self(
            "list",
            "a list of origins as browsers write them, such as https://app.example.com, or * without credentials"
        ) { text in
            if text == "*" { return .any }
            guard let origins = SettingValue.list(text), origins.allSatisfy(CORSPolicy.isOrigin) else { return nil }
            return .list(origins)
        }
    }
}
