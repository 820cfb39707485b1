/// Attacks on an HTTP server. Further ports have lists of their own beside this one.
public enum HTTPAttacks {
  /// Those of clients that do not know the token.
  public static let ofStrangers: [Attack] = [
    Attack("silent connections", connections: 300),
    Attack("silent connections from many addresses", connections: 300).with { $0.addresses = 100 },
    Attack("requests without end whose answers are not read", connections: 200).with {
      $0.repeated = many("GET /jobs/overview HTTP/1.1\r\nHost: x\r\n\r\n")
    },
    Attack("half requests", connections: 300).with { $0.opening = bytes("GET /overview HTTP/1.1\r\nHost: x\r\nX: ") },
    Attack("heads that come byte by byte", connections: 300).with {
      $0.opening = bytes("GET /overview HTTP/1.1\r\nX: ")
      $0.repeated = [0x79]
      $0.pause = 1000
    },
    Attack("heads of many fields", connections: 50).with {
      $0.opening = bytes("GET /overview HTTP/1.1\r\n")
      $0.repeated = many("X-Field: value\r\n")
    },
    Attack("heads of one long field", connections: 50).with {
      $0.opening = bytes("GET /overview HTTP/1.1\r\nX: ")
      $0.repeated = block
    },
    Attack("bodies without end", connections: 50).with {
      $0.opening = bytes("POST /jars/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 90000000000\r\n\r\n")
      $0.repeated = block
    },
    Attack("bodies of 2^62 bytes", connections: 100).with {
      $0.opening = bytes("POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 4611686018427387904\r\n\r\nx")
    },
    Attack("bodies in chunks of a byte", connections: 50).with {
      $0.opening = bytes("POST /jobs HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
      $0.repeated = many("1\r\nx\r\n")
    },
    Attack("bodies that are announced", connections: 100).with {
      $0.opening = bytes("POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
    },
    Attack("connections that are closed at once", connections: 20).with { $0.ending = .close },
    Attack("connections that are reset at once, from many addresses", connections: 20).with {
      $0.ending = .reset
      $0.addresses = 100
    },
    Attack("refused calls on ever new connections", connections: 20).with {
      $0.opening = bytes("GET /overview HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer nonsense\r\n\r\n")
      $0.isReading = true
      $0.addresses = 100
    },
    Attack("TLS", connections: 100).with {
      $0.opening =
        [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03] + [UInt8](repeating: 7, count: 501)
    },
    Attack("HTTP/2", connections: 100).with { $0.opening = bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") },
  ]

  /// Those of clients that know the token and do not care.
  public static func ofFriends(token: String) -> [Attack] {
    let authorized = "Host: x\r\nAuthorization: Bearer \(token)\r\n"
    return [
      Attack("requests with the token whose answers are not read", connections: 50).with {
        $0.repeated = many("GET /jobs/overview HTTP/1.1\r\n\(authorized)\r\n")
      },
      Attack("bodies with the token that come byte by byte", connections: 50).with {
        $0.opening = bytes("POST /jobs HTTP/1.1\r\n\(authorized)Content-Length: 1000\r\n\r\n")
        $0.repeated = [0x79]
        $0.pause = 1000
      },
      Attack("bodies with the token in chunks of a byte", connections: 2).with {
        $0.opening = bytes("GET /overview HTTP/1.1\r\n\(authorized)Transfer-Encoding: chunked\r\n\r\n")
        $0.repeated = many("1\r\nx\r\n")
      },
      Attack("silent connections that have presented the token", connections: 300).with {
        $0.opening = bytes("GET /overview HTTP/1.1\r\n\(authorized)\r\n")
      },
    ]
  }

  private static let block = [UInt8](repeating: 0x79, count: 1 << 16)

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func many(_ text: String) -> [UInt8] {
    [[UInt8]](repeating: bytes(text), count: (1 << 16) / text.utf8.count).flatMap { $0 }
  }
}
