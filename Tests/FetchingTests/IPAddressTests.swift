import Glibc
import Testing

@testable import Fetching

@Suite struct IPAddressTests {
    @Test(arguments: [
        "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
        "2000::", "2001:200::", "2606:4700::1111", "2001:db7:ffff::", "2001:db9::", "2003::", "3ffe::", "3fff:1000::",
        "64:ff9b::8.8.8.8",
    ])
    func knowsThePublicInternet(address: String) throws {
        #expect(try #require(IPAddress(address)).isPublic)
    }

    @Test(arguments: [
        // This machine.
        "0.0.0.0", "0.255.255.255", "127.0.0.0", "127.0.0.1", "127.255.255.255", "::", "::1",
        // Its neighbours.
        "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255", "100.64.0.0",
        "100.127.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255", "fc00::", "fdff:ffff::1", "fe80::1",
        "febf::1", "fec0::1",
        // The same in IPv6's clothes.
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8", "64:ff9b::1:808:808",
        "2002:7f00:1::", "2002:808:808::1", "2001::1", "2001:1ff:ffff::",
        // Groups, and what nobody has.
        "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255", "ff02::1", "ff0e::1", "192.0.0.0",
        "192.0.0.255",
        "192.0.2.1", "192.88.99.1", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1", "2001:db8::1",
        "100::1",
        "1fff:ffff::", "3fff::1", "3fff:fff::1", "4000::",
    ])
    func knowsTheRestFromIt(address: String) throws {
        #expect(try !#require(IPAddress(address)).isPublic)
    }

    @Test(arguments: ["", "localhost", "127.1", "1.2.3.4.5", "[::1]", "::1%lo", "0x7f.0.0.1"])
    func whatIsNoAddressIsNone(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: ["8.8.8.8", "127.0.0.1"]) func isReadFromASocketAddressOfIPv4(text: String) {
        var address = sockaddr_in()
        address.sin_port = 0xFFFF
        #expect(unsafe inet_pton(AF_INET, text, &address.sin_addr) == 1)
        unsafe withUnsafeBytes(of: address) { bytes in
            #expect(unsafe IPAddress(family: AF_INET, socketAddress: bytes) == IPAddress(text))
            let short = unsafe UnsafeRawBufferPointer(rebasing: bytes.dropLast())
            #expect(unsafe IPAddress(family: AF_INET, socketAddress: short) == nil)
            #expect(unsafe IPAddress(family: AF_UNIX, socketAddress: bytes) == nil)
        }
    }

    @Test(arguments: ["2606:4700::1111", "fe80::1"]) func isReadFromASocketAddressOfIPv6(text: String) {
        var address = sockaddr_in6()
        address.sin6_port = 0xFFFF
        #expect(unsafe inet_pton(AF_INET6, text, &address.sin6_addr) == 1)
        unsafe withUnsafeBytes(of: address) { bytes in
            #expect(unsafe IPAddress(family: AF_INET6, socketAddress: bytes) == IPAddress(text))
            let short = unsafe UnsafeRawBufferPointer(rebasing: bytes.dropLast())
            #expect(unsafe IPAddress(family: AF_INET6, socketAddress: short) == nil)
        }
    }
}
