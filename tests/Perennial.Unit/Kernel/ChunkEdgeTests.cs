using System.Globalization;
using System.Text;
using Perennial.Kernel.Files;
using Perennial.Unit.Commerce;

namespace Perennial.Unit.Kernel;

/// <summary>Texts are read in pieces; where a piece ends must not show.</summary>
public sealed class ChunkEdgeTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Rows_parted_by_white_space_are_the_same_wherever_a_buffer_ends(string end)
    {
        List<string> rows = [.. Enumerable.Range(0, 20_000).Select(i => $"{i} {new string('x', i % 61)}y  {i % 7}")];
        using var reader = RowReader.Open("x", new StringReader(string.Join(end, rows) + end), ' ');
        var at = 0;
        while (reader.Read())
        {
            reader.Raw.ToString().ShouldBe(rows[at]);
            reader.Line.ShouldBe(++at);
            reader.FieldCount.ShouldBe(3);
        }

        at.ShouldBe(rows.Count);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Line_ends_in_quotes_are_the_same_wherever_a_buffer_ends(string end)
    {
        var text = new StringBuilder("customer,date,amount,note").Append(end);
        for (var i = 0; i < 20_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"c{i},2026-01-05,1.5,\"{new string('я', i % 61)}{end}\"\"second\"\" line\"{end}");
        }

        var reading = OrderFileTests.Read(text.ToString() + "bad,row" + end);
        (reading.Counts.Accepted, reading.Counts.Rejected).ShouldBe((20_000, 1));
        OrderFileTests.Warning(reading, "row.too_short").First.Line.ShouldBe(40_002);
        OrderFileTests.Facts(reading).ShouldAllBe(o => o.Net == 150);
    }

    [Fact]
    public void An_amount_that_the_head_ends_in_proves_nothing()
    {
        // The head ends with 1,23 of 1,234: thousands, since nothing proves a decimal comma.
        // Rows are long, so that all of the head is looked at.
        var row = $"a|2026-01-05|{new string('x', 400)}|1,234\n";
        const string Header = "customer|date|note|amount";
        var blanks = (FileLimits.HeadBytes - Header.Length - 1 - (row.Length - 2)) % row.Length;
        var header = Header + new string(' ', blanks) + "\n";
        ((FileLimits.HeadBytes - header.Length) % row.Length).ShouldBe(row.Length - 2);
        var reading = OrderFileTests.Read(header + string.Concat(Enumerable.Repeat(row, 1_500)));
        reading.Understood[0].DecimalSignGuessed.ShouldBeTrue();
        OrderFileTests.Facts(reading)[5].Net.ShouldBe(123_400);
    }
}
