/// Code points by their Unicode names, for `\N{…}` escapes.
enum UnicodeNames {
    /// Slow: it walks all names. Data hardly ever use the escape.
    static func code(named name: String) -> UInt32? {
        let wanted = name.uppercased()
        let ideograph = "CJK UNIFIED IDEOGRAPH-"
        if wanted.hasPrefix(ideograph), let code = UInt32(wanted.dropFirst(ideograph.count), radix: 16), Unicode.Scalar(code) != nil {
            return code
        }
        for code in UInt32(0x20)...0x1ffff {
            guard let properties = Unicode.Scalar(code)?.properties else { continue }
            if properties.name == wanted || properties.nameAlias == wanted { return code }
        }
        return nil
    }
}
