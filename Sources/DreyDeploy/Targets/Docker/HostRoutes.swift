import FoundationEssentials

/// The networks this machine has routes to, read from the kernel's table.
enum HostRoutes {
  static func current() -> [IPv4Subnet] {
    guard let data = try? Data(contentsOf: URL(filePath: "/proc/net/route")) else { return [] }
    return parse(String(decoding: data, as: UTF8.self))
  }

  /// Columns 2 and 8 are destination and mask, hexadecimal in the machine's byte order; the default route is left out.
  static func parse(_ table: String) -> [IPv4Subnet] {
    table.split(separator: "\n").dropFirst().compactMap { line in
      let columns = line.split(whereSeparator: { $0 == "\t" || $0 == " " })
      guard columns.count > 7, let destination = UInt32(columns[1], radix: 16),
        let mask = UInt32(columns[7], radix: 16),
        mask != 0
      else { return nil }
      return IPv4Subnet(base: UInt32(bigEndian: destination), prefix: mask.nonzeroBitCount)
    }
  }
}
