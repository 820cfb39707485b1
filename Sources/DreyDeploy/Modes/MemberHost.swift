/// The name by which the members of a cluster find one of them.
///
/// The cluster's name is in it, since a resolver asks all the networks that a container is in: whatever networks members
/// join, nobody else there answers to it. It is an alias in the private network and in no other; an engine understands it
/// without one as well, as `MEMBER.NETWORK`.
enum MemberHost {
  static func name(of member: String, in cluster: String) -> String { "\(member).drey-\(cluster)" }
}
