/// The words that narrations are made of. A name that is one of them is written in backquotes, so that it is not read as the word.
package enum Vocabulary {
    package static func isWord(_ name: String) -> Bool { words.contains(name.lowercased()) }

    static let words: Set<String> = Set(text.split(whereSeparator: \.isWhitespace).map(String.init))

    private static let text = """
        a above absolute add added after afterwards again all alone alphabetical alphabetically already also always among an and anew
        another answer any anything apart appears append are argument arguments around as ask asked asks assignment at attribute back
        backwards base be become before began begin begins behind being belong belongs below between beyond binary bit bits bitwise
        blanks block bool both brackets break breaks but by call called calling can capital capitalised capitalize carry case certain
        chain change changes changing character characters check choose clear code codes column columns combination come comes commas
        common compared comparisons complement completely computer conditions constant continues copies copy count counted counter
        counting counts create current cut decimal decrease decreasing default deletion deque dictionaries dictionary difference
        different differs digit digits discard distinct divided dividing divisible divisor do does done down downwards dropped each
        earliest early effect either else empty end ends entry equal equally equals error even every everything exactly exchange
        exchanged expression extend fact factorial false far few fewer filter finally find finish first five fixed float floor followed
        following follows for form format formatting found four fraction from front function further get gets give given gives giving go
        goes going greater greatest grid group groups grows hand has helper here hexadecimal hold holds how i if in including increase
        increasing index infinity insert inside int intersection into is it item items its itself join joined joining keep keeping keeps
        key keys kind know labels lambda larger largest last least leave left length lengths less let letter letters line lines list
        lists little logics long longer looked loop lower made make many map max may meanwhile meets member members method min mind
        minus missing moment more most moving multiple multiply name named names nature near nearest needed negative never new next no
        none not nothing now null number numbers occur occurrence occurrences occurs octal odd of off often on once one ones only
        opening or order other otherwise out outcome outputs outside over own pair pairs part parts passed past pieces place plus point
        pop position positions positive power print procedure prod product put python quotient raise raising range reach reached reduce
        remainder remove repeat repeated repeating replace replaced replacing report rest result reverse reversed right root round
        rounded rounding row rows rule run running runs same says second sentence separate set sets several shares shifted shorter
        shortest show shrinks side sign simply single six size skip slice small smaller smallest so some something sort sorted sorting
        space spaces spells split square stand standing stands starred start starting starts statement statistics step steps stop
        stopped stopping stops store stored storing straight subscript subtract such sum swap symmetric take taken takes taking tells
        text texts than that the their them then there these they thing third this those three through tie time times title to together
        too took total triple true try tuple turn turned two under union until up update upper value values very waits was ways were
        what when whenever where whether which while whole whose widths with within without word words work worked works would written
        xor yet you zero zeros zip
        """
}
