import DreyModel
import Glibc

extension ClusterSpec {
  /// The first thing that is wrong with what members are given.
  var surroundingsViolation: SpecViolation? {
    variableViolation ?? secretViolation ?? hostViolation
  }

  private var variableViolation: SpecViolation? {
    for (name, value) in surroundings.environment.sorted(by: { $0.key < $1.key }) {
      let keys = ["environment", name]
      guard Self.isName(name, also: "_.-"), !name.isEmpty, name.first?.isNumber != true else {
        return SpecViolation(keys, "'\(name)' is not the name of a variable", advice: "Use letters, digits and '_'.")
      }
      if name.hasPrefix("DREY_") {
        return SpecViolation(
          keys, "\(name) belongs to drey, which tells members by such variables what they are",
          advice: "Choose another name.")
      }
      if value.utf8.contains(0) { return SpecViolation(keys, "the value of \(name) holds a NUL") }
    }
    return nil
  }

  private var secretViolation: SpecViolation? {
    var seen = Set<String>()
    for secret in surroundings.secrets {
      let keys = ["secrets", secret.name]
      guard Self.isName(secret.name, also: "_.-"), secret.name.first?.isLetter == true else {
        return SpecViolation(
          keys, "'\(secret.name)' is not a secret's name",
          advice: "Use letters, digits, '.', '-' and '_', a letter first.")
      }
      guard seen.insert(secret.name).inserted else {
        return SpecViolation(keys, "there are two secrets '\(secret.name)'")
      }
    }
    let folder = ContainerContract.Path.givenSecrets
    guard !surroundings.secrets.isEmpty, volumes.contains(where: { HostPath.rest(of: $0.target, below: folder) != nil })
    else { return nil }
    return SpecViolation(
      ["volumes"], "a volume is mounted at \(folder), where the secrets go", advice: "Choose another target.")
  }

  private var hostViolation: SpecViolation? {
    for host in surroundings.hosts {
      let keys = ["network", "hosts", host.name]
      guard Self.isName(host.name, also: "_.-"), host.name.first.map({ $0.isLetter || $0.isNumber }) == true else {
        return SpecViolation(keys, "'\(host.name)' is not a host's name", advice: "Write NAME:ADDRESS.")
      }
      guard host.address == HostEntry.gateway || Self.isAddress(host.address) else {
        return SpecViolation(
          keys, "'\(host.address)' is not an address of the host '\(host.name)'",
          advice: "Give an IPv4 or IPv6 address, or \(HostEntry.gateway) for the engine's own machine.")
      }
    }
    return nil
  }

  private static func isName(_ text: String, also others: String) -> Bool {
    text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || others.contains($0)) }
  }

  private static func isAddress(_ text: String) -> Bool {
    var (four, six) = (in_addr(), in6_addr())
    return inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
  }
}
