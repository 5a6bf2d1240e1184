import JOSE
import Testing

/// PS256 tokens whose salts differ in length, made with Python's `cryptography`.
struct PSSVectors: Sendable, CustomTestStringConvertible {
    let saltLength: Int
    let signature: String

    var token: String { "eyJhbGciOiJQUzI1NiJ9.eyJhIjoxfQ." + signature }
    var testDescription: String { "salt of \(saltLength) octets" }

    static func key() throws -> JWK {
        try JWK(["kty": "RSA", "e": "AQAB", "n": .string(modulus)])
    }

    private static let modulus =
        "v4IzuKqghksRPhvCh5RFWlFmGwR2XjnKUbMyrwr8_wVTUc6azyELp9UgmuA8vsgbTo3sEbMQ7oiJxrr9DR4gTjwv72t88KbC"
        + "ctX2EnCrijZVkFCCTqtmYXQMfs45ec5Y6fPtzjyxJskfOljm4zOJggLiWRu8IFHSHZr3sJfMH3TfdfRKPW_7DRKffe5InIOl"
        + "4rtDHk1JZF33NtKhAoHTyiXA6OST18K6MWZqfPlM8TJDJxDvjUH_vzxl7b7e63tl-_713BKnbyLjTE_bLUzGcVtrbfX9s76P"
        + "NS2f5dCcCcNW9pyqthO_QteIuUbdYIdRJ2rcM9L-iPa-vrQ_Yz8njw"

    static let all = [
        PSSVectors(
            saltLength: 32,
            signature:
                "mWeTTjBhYmlP71QYJC1dvZ67fmouy2vnNV5xE-UJfrCMGxUuaqBPl34Vfb4V7FWTS2V3aK9tc7L_qTgR6Bsjzp89EDtCKV1_"
                + "DGYZDzng4yABBCYu3FR_BvrpWdOmehWuyQpOE2STOYlgbT48vVgsDIxEoNWrBR3t_aBiRiU8dVhDmVzh0yqDVcHuXVjHn4QT"
                + "bOFeC4pYyxwsDtXLdz7zUIcXciltN2OKt1H-DBB0D8v7tPQuYZrHouvtcZZERzInuPtSV6v-LGIhN8N_KCx8ImlyUxN5gX8V"
                + "mZ9zsxvV33akb4ZNlJxWoOL9BX4Yyd2RyUDxL3gSmAABr8lIKXwwlg"
        ),
        PSSVectors(
            saltLength: 0,
            signature:
                "LUNXDOGAmoW_8xv-Y7UG8jPNODLrrhOvfmYxWaGt8LAywhQiXY5LT3h8XgTR96Atn_wrTd8TyVnGlqc9ZvpE7edhNlXK-K91"
                + "XIqa8-Mnc2Wyg9T9A_KzYkeMnDoATBhsrVz10wj15O9OggUfG-3JUAS0mkqT13RtH5OQ7ADaF6Alb2K1KdbsHkPvBXe-248w"
                + "iHkkCSAsCoBsrBjMO8fLEDLuKHEfbIf4JmoPH5rB4Vbc6qdYv1RGWTHrNMKFT74nZ_ycSJx8B0CjOxrq016Xo9zxiy5ZitMB"
                + "3SaMCJwzBQKxFiV7UvGtNjinZNEJG-PxZSCyYizHH9JNkeTMBwv1iA"
        ),
        PSSVectors(
            saltLength: 31,
            signature:
                "SG7ohz8ERQ1huM_MGNuNiafyJyuw6bVxBXw2P_nRQ_YjPZFl3MNJrqmOApGN1tqE4gFzK-hoI3fLp1K2AbL5hdb_YDuerjJV"
                + "4V2YSsEANPBWZ4MRkF2LQdVbeB3AhaEXjTtUYCt3Xd5DygdjXZ2myzUh5YEAd19y_IwZpJFtyqpMwJSfwuhxmhdJt9v6dmrN"
                + "UX-HXNSMqnsDegtPERfULeJdpcsOjcg8VyUr1PP5WTvimEYzZy4gzg3sc9mFpcFPAKnBLd9TqGa8sJpCdT8yrCI2ljOtpgMz"
                + "Py9YsILU2zS9MO-xVvOEd_Pfa0e46N62aGs3Dlei9NA8izna9pVCfg"
        ),
        PSSVectors(
            saltLength: 33,
            signature:
                "XxFhORX_4eo1YqyDhqlsouZQPJeM4R_PMhMnlZuq5N0GzEt2CsiznlC7-KyPpOljJDovKIa_2gNYZ7MN4_vMK4tiMwfaKPTV"
                + "MvftRtMfkJzYh1sIlGooNHiiOsWhLdY0EJtN3PlwMrEjiLUIxaYFDyXVjUFKH672B8GhYFxyYG3vV1PNOpzuNIYRGHWXn6Hn"
                + "4Y-2vXC-E8QnieZjeG5lWK9VgKmDz7LRq7H8ne-IqwD4ZxlvHlM9Z0j60OXrAoNRGK2RhmBTkrVaYSZ6uI7tMdThCZvlonKY"
                + "Lt7kpV3BDFYShR9c7pVHh3gHhKmQqEr2rrlqqZsNf5EKZxKDdkr2TQ"
        ),
        PSSVectors(
            saltLength: 222,
            signature:
                "I8uNYbELy-hzIdyqYR-jEf7kGW3GmVVj52UatfGT_V6zX8b0VP0AgK7MEG0dHq6qqhSnDZ_il1pmnaIMPTHtUAnXfM2LoS_s"
                + "I4QkYxVstksy-uJXf5lVUI8Iei9VEUpUcHTjky07b7wU_cGa8Yj-PiI7aUoM9xYQiUHYQWSOF2PSk_Ic7iGuSE5h1p8HgJA-"
                + "QGK8GAVGMnmUIOh9Z-8hPInK0BVI29LUgPM3wXBLJS-yToEh_QfXzLjhWcHrvOeAQu5k0nhXagJmH-pEZhM7-rbDKWjBMNh_"
                + "zNowAGckUu5eeZFV9DtW66IA4SCDI5AIgRWnjTLAuBOrhCbZcoq5kg"
        ),
    ]
}
