import Glibc

/// This machine's IPv4 addresses, loopback left out.
enum HostAddresses {
  static func current() -> [String] {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return [] }
    defer { freeifaddrs(list) }
    var found: [String] = []
    var next = list
    while let entry = next {
      next = entry.pointee.ifa_next
      guard let address = entry.pointee.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET) else { continue }
      let number = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        UInt32(bigEndian: $0.pointee.sin_addr.s_addr)
      }
      guard number >> 24 != 127 else { continue }
      let text = stride(from: 24, through: 0, by: -8).map { "\(number >> UInt32($0) & 255)" }.joined(separator: ".")
      if !found.contains(text) { found.append(text) }
    }
    return found
  }
}
