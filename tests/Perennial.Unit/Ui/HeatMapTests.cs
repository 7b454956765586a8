using Microsoft.AspNetCore.Razor.TagHelpers;
using Perennial.Ui.Parts;

namespace Perennial.Unit.Ui;

public sealed class HeatMapTests
{
    [Theory]
    [InlineData(0, 60, 0)]
    [InlineData(-3, 60, 0)]
    [InlineData(5, 60, 0)]
    [InlineData(6, 60, 1)]
    [InlineData(59, 60, 9)]
    [InlineData(60, 60, 9)]
    [InlineData(61, 60, 9)]
    [InlineData(4, 0, 0)]
    public void The_strength_of_a_value_is_a_tenth_of_the_highest(int value, int highest, int expected) =>
        HeatMap.Strength(value, highest).ShouldBe(expected);

    [Fact]
    public void Every_cell_says_its_value_and_how_many_stand_behind_it_and_leads_to_them()
    {
        var drawn = Drawn(new HeatRow("March", [new HeatCell("31 %", "284", 5) { Href = "/customers?cohort=1&month=0" }]));

        drawn.ShouldContain("""<td class="h5"><a href="/customers?cohort=1&amp;month=0"><span>31 %</span><small>284</small></a></td>""");
    }

    [Fact]
    public void A_cell_whose_period_is_not_over_and_one_with_few_behind_it_are_marked_and_the_first_says_so_in_words()
    {
        var drawn = Drawn(new HeatRow("March", [new HeatCell("31 %", "284", 5) { IsPartial = true }, new HeatCell("8 %", "9", 1) { IsFew = true }]));

        drawn.ShouldContain("<td class=\"h5 partial\">");
        drawn.ShouldContain("period not over");
        drawn.ShouldContain("<td class=\"h1 few\">");
    }

    [Fact]
    public void Missing_cells_are_empty_and_names_are_encoded()
    {
        var drawn = Drawn(new HeatRow("<b>March", []) { Size = "12", IsFew = true });

        drawn.ShouldContain("<tr class=\"few\"><th scope=\"row\">&lt;b&gt;March</th><td class=\"size\">12</td><td class=\"none\"></td><td class=\"none\"></td></tr>");
    }

    private static string Drawn(HeatRow row)
    {
        var part = new HeatTagHelper { Of = new HeatMap("Who came back", "Month", ["0", "1"], [row]) { SizeTitle = "Size", Key = ("0 %", "60 %") } };
        var output = new TagHelperOutput("p-heat", [], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
        part.Process(new TagHelperContext([], new Dictionary<object, object>(), "1"), output);
        return output.Content.GetContent();
    }
}
