import DreyModel
import Testing

@Suite struct FileAddressTests {
  @Test(arguments: [
    ("/data/in", "/data/in"), ("data/in", "data/in"), ("./in", "./in"), ("/data/a%20b", "/data/a%20b"), ("/", "/"),
    ("file:///data/in", "/data/in"), ("file:/data/in", "/data/in"), ("FILE:///data/in/", "/data/in/"),
    ("file://localhost/data/in", "/data/in"), ("file:///data/a%20b%25", "/data/a b%"), ("file:data/in", "data/in"),
    ("file:///data/%C3%A9", "/data/é"), ("file:///data/a?b#c", "/data/a?b#c"), ("file:///data/a:b", "/data/a:b"),
    ("12:30.txt", "12:30.txt"), ("a:b", "a:b"), ("./s3:/a", "./s3:/a"), ("/data/s3://a", "/data/s3://a"),
    ("a b:/c", "a b:/c"), ("file", "file"), ("line\nfeed", "line\nfeed"),
  ])
  func aFileIsNamedByItsPathOrItsAddress(text: String, path: String) throws {
    #expect(try FileAddress.path(text) == path)
  }

  @Test(arguments: [
    ("s3://bucket/in", "'s3'"), ("hdfs:/data/in", "'hdfs'"), ("HTTPS://host/in", "'HTTPS'"), ("C:/data/in", "'C'"),
    ("file://server/share/in", "'server'"), ("file:///data/100%", "%25"), ("file:///data/100%zz", "'%zz'"),
    ("file:///a%00b", "'%00'"), ("file:", "'file:'"), ("file://", "'file://'"), ("file://localhost", "localhost"),
    ("", "''"), ("a\0b", "names no file"),
  ])
  func whatIsNoFileOfThisMachineIsRefusedByName(text: String, part: String) {
    let failure = #expect(throws: Failure.self) { try FileAddress.path(text) }
    #expect(failure?.description.contains(part) == true)
    #expect(failure?.domain == .user)
    #expect(failure?.message.contains(text) == true)
  }

  @Test func optionsAreRefusedAsUsage() {
    let failure = #expect(throws: Failure.self) { try FileAddress.path("s3://a/b", domain: .usage) }
    #expect(failure?.domain == .usage)
  }

  @Test(arguments: [
    "/data/in", "caf\\E9", "/n/caf\\E9.txt", "/n/a%\\FF", "s3:/a", "file:/a", "file:", "/é/\\C3", "a\\01 \\7F\\80",
  ])
  func everyPathHasATextThatNamesItAgain(escaped: String) throws {
    let address = FileAddress(bytes: Self.bytes(escaped))
    let again = try FileAddress(address.description)
    #expect(again == address || again.bytes == Array("./".utf8) + address.bytes)
  }

  @Test func pathsThatAreNotUTF8AreShownAsAddresses() {
    #expect(FileAddress(bytes: Self.bytes("/n/caf\\E9 1%.txt")).description == "file:/n/caf%E9%201%25.txt")
    #expect(FileAddress(bytes: Self.bytes("/n/café 1%.txt")).description == "/n/café 1%.txt")
  }

  @Test func aFolderThatMustBeUTF8IsRefusedIfItIsNot() {
    let failure = #expect(throws: Failure.self) { try FileAddress.path("file:///n/%E9") }
    #expect(failure?.message.contains("not UTF-8") == true)
  }

  @Test func namesAreAppendedToFolders() {
    #expect(FileAddress(bytes: "/a".utf8).appending("b".utf8).description == "/a/b")
    #expect(FileAddress(bytes: "/a/".utf8).appending("b".utf8).description == "/a/b")
  }

  /// Bytes from text in which `\XX` is the byte with that number.
  private static func bytes(_ escaped: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(escaped.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
      rest = rest.dropFirst(2)
    }
    return bytes
  }
}
