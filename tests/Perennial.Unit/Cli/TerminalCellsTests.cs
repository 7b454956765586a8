using CsCheck;
using Perennial.Cli;

namespace Perennial.Unit.Cli;

/// <summary>Chinese in a terminal: two cells a character, lines that end where a reader expects it.</summary>
public sealed class TerminalCellsTests
{
    [Theory]
    [InlineData("第 9 行", 4, "第 9|行")]
    [InlineData("这是日期。请改正", 8, "这是日|期。请改|正")]
    [InlineData("是“昨天”吗", 5, "是“昨|天”吗")]
    [InlineData("值 1,234.50 元", 10, "值|1,234.50|元")]
    [InlineData("first words 只有一行", 40, "first words 只有一行")]
    [InlineData("no wide signs at all in here", 8, "no wide signs at all in here")]
    public void Lines_end_behind_a_character_and_never_before_a_closing_sign(string text, int cells, string lines) =>
        TerminalCells.Wrap(text, cells).ShouldBe(lines.Replace('|', '\n'));

    [Fact]
    public void No_line_is_wider_than_asked_for_but_a_long_word_and_nothing_but_spaces_is_lost() =>
        Gen.OneOf(Gen.Const("客"), Gen.Const("户，"), Gen.Const("（是）"), Gen.Const(" "), Gen.Const("word"), Gen.Const("“好”")).Array[1, 60]
            .Sample(pieces =>
            {
                var text = "中" + string.Concat(pieces);
                var wrapped = TerminalCells.Wrap(text, 24);
                wrapped.Replace("\n", "").Replace(" ", "").ShouldBe(text.Replace(" ", ""));
                // Seven words without a space are one word of 28 cells: that one the terminal's library breaks.
                wrapped.Split('\n').ShouldAllBe(l => TerminalCells.Width(l.TrimEnd()) <= 24 || l.TrimEnd().Replace("word", "") == "");
            }, iter: 200);
}
