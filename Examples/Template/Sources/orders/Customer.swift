import ResourceServer

/// The claim that the issuer adds to tokens for this API.
struct Customer: CustomClaims, Equatable {
    let number: String

    private enum CodingKeys: String, CodingKey {
        case number = "https://orders.example.com/customer"
    }

    func validate() throws(ClaimRefusal) {
        guard !number.isEmpty else { throw ClaimRefusal("The access token names no customer.") }
    }
}
