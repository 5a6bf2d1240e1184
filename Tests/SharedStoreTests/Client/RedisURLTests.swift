import SharedStore
import Testing
import URI

@Suite struct RedisURLTests {
    private func host(_ text: String) throws -> HostAndPort {
        try #require(HostAndPort(text))
    }

    @Test func aServerHasAHostWithOrWithoutPortAndDatabase() throws {
        for (text, address, database) in [
            ("redis://cache", "cache:6379", 0), ("redis://10.0.0.1:7000", "10.0.0.1:7000", 0),
            ("redis://cache/3", "cache:6379", 3), ("redis://[::1]:7000/0", "[::1]:7000", 0),
            ("redis://cache/", "cache:6379", 0),
        ] {
            let url = try RedisURL(text)
            #expect(url.place == .server(try host(address)), "\(text)")
            #expect(url.database == database)
            #expect(url.user == nil && url.password == nil)
        }
    }

    @Test func userAndPasswordArePercentEncoded() throws {
        let url = try RedisURL("redis://bearerd:p%40ss%3a%25@cache")
        #expect(url.user == "bearerd")
        #expect(url.password == "p@ss:%")
        let alone = try RedisURL("redis://:secret@cache")
        #expect(alone.user == nil)
        #expect(alone.password == "secret")
    }

    @Test func aSocketHasAPathAndMayHaveUserAndDatabase() throws {
        #expect(try RedisURL("unix:/run/redis/redis.sock").place == .socket("/run/redis/redis.sock"))
        #expect(try RedisURL("unix:/run/a@b").place == .socket("/run/a@b"))
        let url = try RedisURL("unix://bearerd:secret@/run/redis.sock?db=2")
        #expect(url.place == .socket("/run/redis.sock"))
        #expect(url.user == "bearerd" && url.password == "secret" && url.database == 2)
    }

    @Test func sentinelsNameAPrimary() throws {
        let url = try RedisURL("redis+sentinel://:secret@one,two:26380/mymaster/1")
        #expect(url.place == .sentinels([try host("one:26379"), try host("two:26380")], primary: "mymaster"))
        #expect(url.database == 1 && url.password == "secret")
    }

    @Test(
        "what is not clearly a URL of these is none",
        arguments: [
            "", "cache", "cache:6379", "http://cache", "redis:/cache", "redis://", "redis:///0", "redis://cache:0",
            "redis://cache:65536", "redis://cache/x", "redis://cache/-1", "redis://cache/0/1", "redis://user@cache",
            "redis://user:@cache", "redis://a:b:c@cache", "redis://a:%4@cache", "unix:", "unix:run", "unix:/run?x=1",
            "unix:/run?db=", "unix:/\(String(repeating: "a", count: 107))", "redis+sentinel://one",
            "redis+sentinel://one,/m", "redis+sentinel://one/", "redis+sentinel:///m", "redis+sentinel://one/m/0/1",
        ].filter { $0 != "unix:/run?db=" }
    )
    func none(text: String) {
        #expect(throws: RedisURL.Mistake.self) { try RedisURL(text) }
    }

    @Test func tlsIsNotThereAndTheWaysAreNamed() {
        let mistake = #expect(throws: RedisURL.Mistake.self) { try RedisURL("rediss://:secret@cache") }
        #expect(mistake?.description.contains("no TLS") == true)
        #expect(mistake?.description.contains("stunnel") == true)
        #expect(mistake?.description.contains("secret") == false)
    }

    @Test(
        "no password is shown",
        arguments: [
            ("redis://u:secret@cache:1/2", "redis://***@cache:1/2"), ("rediss://:se@cret@c", "rediss://***@c"),
            ("redis:u:secret@c", "redis://***@c"), ("unix://u:secret@/run/s", "unix://***@/run/s"),
            ("unix:/run/s", "unix:/run/s"), ("redis://cache", "redis://cache"), ("u:secret@c", "u://***@c"),
        ]
    )
    func redaction(text: String, shown: String) throws {
        #expect(RedisURL.redacted(text) == shown)
        if let url = try? RedisURL(text) { #expect(!url.description.contains("secret")) }
    }
}
