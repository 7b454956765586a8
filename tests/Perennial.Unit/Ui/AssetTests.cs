using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Perennial.Ui;

namespace Perennial.Unit.Ui;

public sealed partial class AssetTests
{
    private const int FirstViewBytesMax = 250 * 1024;
    private const int WithChartsBytesMax = 700 * 1024;

    private static readonly string[] FirstView = [UiAssets.Theme, UiAssets.Tabler, UiAssets.HouseLook, UiAssets.Htmx, UiAssets.HouseScript];

    [Fact]
    public void A_first_view_is_small_with_charts_and_without()
    {
        // As much as a proxy that knows only gzip sends; the page itself is not in it.
        var small = FirstView.Sum(GzipBytes);
        small.ShouldBeLessThan(FirstViewBytesMax - (30 * 1024));
        (small + GzipBytes(UiAssets.ECharts) + GzipBytes(UiAssets.Charts)).ShouldBeLessThan(WithChartsBytesMax - (30 * 1024));
    }

    [Fact]
    public void Another_content_has_another_path_and_a_name_from_outside_has_none()
    {
        FirstView.Select(UiAssets.Path).ShouldBeUnique();
        UiAssets.Path(UiAssets.HouseLook).ShouldMatch("^/assets/[0-9a-f]{12}/house\\.css$");
        Should.Throw<ArgumentException>(() => UiAssets.Path("none.css"));
        Should.Throw<ArgumentException>(() => UiAssets.Path("Text.en.json"));
    }

    [Fact]
    public void Our_scripts_put_no_code_together_and_set_no_styles_in_the_page()
    {
        foreach (var script in (string[])[UiAssets.Theme, UiAssets.HouseScript, UiAssets.Charts])
        {
            Forbidden().Matches(UiAssets.Text(script)).Select(m => m.Value).ShouldBeEmpty(script);
        }
    }

    [Theory]
    [InlineData("eval(text)")]
    [InlineData("new Function(text)")]
    [InlineData("box.innerHTML = text")]
    [InlineData("box.setAttribute('style', 'color: red')")]
    [InlineData("setTimeout('go()', 1)")]
    public void Code_that_the_policy_forbids_is_known(string code) => Forbidden().IsMatch(code).ShouldBeTrue();

    private static int GzipBytes(string name)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(UiAssets.Text(name)));
        }

        return (int)memory.Length;
    }

    [GeneratedRegex(@"\beval\(|new Function\(|\.(inner|outer)HTML\s*=|insertAdjacentHTML|setAttribute\('style'|set(Timeout|Interval)\('|\.on[a-z]+\s*=")]
    private static partial Regex Forbidden();
}
