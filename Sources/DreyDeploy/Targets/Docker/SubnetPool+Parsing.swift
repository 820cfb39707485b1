public import DreyModel

extension SubnetPool {
  /// The variable that holds a pool where neither a spec nor an option does.
  public static let variable = "DREY_SUBNET_POOL"

  /// Reads `10.213.0.0/16:26`: a range in CIDR notation, and the prefix length of each network.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the part which is wrong.
  public init(parsing text: String) throws(Failure) {
    func refuse(_ what: String) -> Failure {
      Failure(
        .usage, "subnet pool '\(text)': \(what)",
        advice: "Write RANGE:SIZE, such as 10.213.0.0/16:26 for networks of 61 containers each.")
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].contains("/"), let range = IPv4Subnet(parts[0]) else {
      throw refuse("expected an IPv4 range in CIDR notation, a colon and a prefix length")
    }
    guard range.description == parts[0] else { throw refuse("the range begins at \(range), not in its middle") }
    guard let size = Int(parts[1]), (16...29).contains(size) else {
      throw refuse("the prefix length of each network, '\(parts[1])', is not between 16 and 29")
    }
    guard range.prefix >= 8 else { throw refuse("a range of more than a /8 is most of the Internet") }
    guard size >= range.prefix else { throw refuse("a network of prefix length \(size) does not fit into the range") }
    self.init(range: range, size: size)
  }

  /// The pool that the environment asks for; nil where it asks for none.
  /// - Throws: as ``init(parsing:)``, with the variable's name.
  public static func from(environment: [String: String]) throws(Failure) -> SubnetPool? {
    guard let text = environment[variable], !text.isEmpty else { return nil }
    do { return try SubnetPool(parsing: text) } catch {
      throw Failure(.usage, "\(variable): \(error.message)", advice: error.advice)
    }
  }
}
