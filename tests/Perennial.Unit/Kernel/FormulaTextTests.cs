using Perennial.Kernel.Text;

namespace Perennial.Unit.Kernel;

public sealed class FormulaTextTests
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("+40722000111")]
    [InlineData("-5")]
    [InlineData("@SUM(A1)")]
    [InlineData("\tcmd")]
    [InlineData("\rcmd")]
    [InlineData("\ncmd")]
    [InlineData("\0cmd")]
    [InlineData("＝1+1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠SUM")]
    public void What_a_spreadsheet_would_run_gets_an_apostrophe(string text)
    {
        FormulaText.Guarded(text).ShouldBe("'" + text);
        FormulaText.Unguarded("'" + text).ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("'")]
    [InlineData("ana")]
    [InlineData("O'Neil")]
    [InlineData("'s-Hertogenbosch")]
    [InlineData("a=b")]
    [InlineData("12-3")]
    public void What_is_shown_anyway_stays_as_it_is(string text)
    {
        FormulaText.Guarded(text).ShouldBe(text);
        FormulaText.Unguarded(text).ToString().ShouldBe(text);
    }

    [Fact]
    public void Guarding_and_unguarding_gives_any_text_back()
    {
        const string Signs = "'=+-@\t\0＝a\", ";
        Gen.Int[0, Signs.Length - 1].Select(i => Signs[i]).Array[0, 6].Select(s => new string(s)).Sample(text =>
        {
            var guarded = FormulaText.Guarded(text);
            FormulaText.Unguarded(guarded).ToString().ShouldBe(text);
            (guarded.Length > 0 && guarded[0] is '=' or '+' or '-' or '@' or '\t' or '\0' or '＝').ShouldBeFalse();
        });
    }
}
