import JOSE
import OAuth

/// Where the issuer's tokens have what.
extension IssuerMember {
    static let scopeClaims = IssuerMember("scope_claims") { reader, entry throws(IssuersFile.Fault) in
        let paths = try reader.value("scope_claims", ClaimPath.expectedList, paths)
        guard let paths else { return }
        entry.policy.scopeClaims = paths
        entry.policy.watches.append(ClaimWatch(paths))
    }

    static let roleClaims = IssuerMember("role_claims") { reader, entry throws(IssuersFile.Fault) in
        let paths = try reader.value("role_claims", ClaimPath.expectedList, paths)
        guard let paths else { return }
        entry.policy.roleClaims = paths
        entry.policy.watches.append(ClaimWatch(paths))
    }

    static let audienceClaim = IssuerMember("audience_claim") { reader, entry throws(IssuersFile.Fault) in
        let path = try reader.value("audience_claim", "the name of a claim, such as client_id") { value in
            value.stringValue.flatMap { ClaimPath($0) }
        }
        guard let path else { return }
        entry.policy.audienceClaim = path
        entry.policy.watches.append(ClaimWatch([path]))
    }

    static let maxTokenLifetime = IssuerMember("max_token_lifetime") { reader, entry throws(IssuersFile.Fault) in
        let form = SettingTable.standard.maxTokenLifetime.form
        let lifetime = try reader.value("max_token_lifetime", form.expected) { value in
            value.stringValue.flatMap { (try? form.convert($0)) ?? nil }
        }
        entry.policy.maxTokenLifetime = lifetime ?? entry.defaults.maxTokenLifetime
    }

    private static func paths(_ value: JSONValue) -> [ClaimPath]? {
        guard let words = MemberReader.words(value) else { return nil }
        let paths = words.compactMap { ClaimPath($0) }
        return paths.count == words.count ? paths : nil
    }
}
