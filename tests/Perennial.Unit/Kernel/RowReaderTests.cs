using System.Text;
using Perennial.Kernel.Files;

namespace Perennial.Unit.Kernel;

public sealed class RowReaderTests
{
    [Fact]
    public void Quoted_delimiters_line_ends_and_quotes_are_part_of_a_field() =>
        Rows("a,b\n\"x, \"\"y\"\"\nz\",2\nlast,3", ',').ShouldBe(["1: a|b", "2: x, \"y\"\nz|2", "4: last|3"]);

    [Fact]
    public void Blank_lines_are_passed_over_and_lines_still_count() =>
        Rows("a,b\r\n\r\n1,2\r\n\r\n", ',').ShouldBe(["1: a|b", "3: 1|2"]);

    [Fact]
    public void An_order_number_with_a_hash_is_no_comment() => Rows("#1001,a\n#1002,b\n", ',')
        .ShouldBe(["1: #1001|a", "2: #1002|b"]);

    [Fact]
    public void A_quote_inside_a_field_is_a_character() => Rows("a,b\n12\" pipe,2\n", ',')
        .ShouldBe(["1: a|b", "2: 12\" pipe|2"]);

    [Fact]
    public void A_quote_that_nothing_closes_costs_its_own_line_only() =>
        Rows("a,b\n\"open,1\nx,2\ny,3\n", ',', expected: 2).ShouldBe(["1: a|b", "2! \"open,1", "3: x|2", "4: y|3"]);

    [Fact]
    public void Two_open_quotes_far_apart_cost_two_lines() =>
        Rows("a,b\n\"open,1\nx,2\n\"again,3\nz,4\n", ',', expected: 2)
            .ShouldBe(["1: a|b", "2! \"open,1", "3: x|2", "4! \"again,3", "5: z|4"]);

    [Fact]
    public void White_space_parts_a_table_without_quotes() =>
        Rows(" 00004 0001 19970101  2   29.33\n\n 00004\t0001 19970118  2   29.73\n", ' ')
            .ShouldBe(["1: 00004|0001|19970101|2|29.33", "3: 00004|0001|19970118|2|29.73"]);

    [Fact]
    public void A_row_without_end_is_refused()
    {
        using var reader = RowReader.Open("big.csv",
            new StringReader("a,b\n\"" + new string('x', FileLimits.RowCharsMax + 10)), ',');
        reader.Read().ShouldBeTrue();
        Should.Throw<FileRefusedException>(() => reader.Read()).Problem.Code.ShouldBe("row.too_long");
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n", ',')]
    [InlineData("a;b;c\n1,5;2,5;3\n", ';')]
    [InlineData("a\tb\n1\t2\n", '\t')]
    [InlineData("a|b\n1|2\n", '|')]
    [InlineData("\"a;b\",c\n\"1;2\",3\n", ',')]
    [InlineData(" 4 1 19970101 2 29.33\n 4 1 19970118 2 29.73\n", ' ')]
    [InlineData("only one column\nof words\n", null)]
    [InlineData("", null)]
    public void The_delimiter_is_what_parts_the_lines_evenly(string text, char? delimiter) =>
        Delimiter.Detect(text).ShouldBe(delimiter);

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    public void Unicode_texts_are_known_by_their_bytes(string name, bool withMark)
    {
        const string Text = "customer,date,amount\nИрина,2026-03-01,12.50\n";
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. withMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Text)];
        using var input = TextInput.Open(new InputPart("x.csv", new MemoryStream(bytes)));
        input.Head.ShouldBe(Text);
        input.Reader.ReadToEnd().ShouldBe(Text);
        input.EncodingGuessed.ShouldBeFalse();
    }

    [Fact]
    public void Bytes_that_are_no_Unicode_are_a_guess_and_said_so()
    {
        using var input = TextInput.Open(new InputPart("x.csv", new MemoryStream([.. "caf"u8, 0xE9, .. ",1\n"u8])));
        input.EncodingGuessed.ShouldBeTrue();
        input.Reader.ReadToEnd().ShouldBe("café,1\n");
    }

    [Fact]
    public void Broken_characters_after_the_head_are_counted()
    {
        var rows = Encoding.UTF8.GetBytes("Zoë,1\n" + string.Concat(Enumerable.Repeat("abc,1\n", FileLimits.HeadBytes / 4)));
        using var input = TextInput.Open(new InputPart("x.csv", new MemoryStream([.. rows, 0xE9, .. ",1\n"u8])));
        input.Reader.ReadToEnd();
        input.DamagedCharacters.ShouldBe(1);
    }

    [Fact]
    public void The_encoding_is_told_by_the_first_bytes_beyond_ascii_wherever_they_stand()
    {
        var rows = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("abc,1\n", FileLimits.HeadBytes / 4)));
        byte[] russian = [.. rows, .. TextEncodings.Find("windows-1251")!.GetBytes("Ирина,1\nПётр,2\n")];
        using var input = TextInput.Open(new InputPart("x.csv", new MemoryStream(russian)));
        (input.EncodingName, input.EncodingOpen).ShouldBe(("utf-8", true));
        input.Reader.ReadToEnd().ShouldEndWith("abc,1\nИрина,1\nПётр,2\n");
        (input.EncodingName, input.EncodingGuessed, input.EncodingOpen).ShouldBe(("windows-1251", true, false));
    }

    [Theory]
    [InlineData("%PDF-1.7 ...", "file.is_pdf")]
    [InlineData("customer,date,amount\0\n", "file.is_binary")]
    [InlineData("\u0001\u0002\u0003\u0004abc", "file.is_binary")]
    [InlineData("", "file.empty")]
    public void What_is_no_text_is_refused(string text, string code) =>
        Should.Throw<FileRefusedException>(() =>
            TextInput.Open(new InputPart("x", new MemoryStream(Encoding.UTF8.GetBytes(text)))))
            .Problem.Code.ShouldBe(code);

    private static List<string> Rows(string text, char delimiter, int expected = 0)
    {
        using var reader = RowReader.Open("x.csv", new StringReader(text), delimiter);
        reader.ExpectedFields = expected;
        var rows = new List<string>();
        while (reader.Read())
        {
            var fields = new List<string>();
            for (var i = 0; i < reader.FieldCount; i++)
            {
                fields.Add(reader[i].ToString());
            }

            rows.Add($"{reader.Line}{(reader.IsBroken ? "!" : ":")} {string.Join('|', fields)}");
        }

        return rows;
    }
}
