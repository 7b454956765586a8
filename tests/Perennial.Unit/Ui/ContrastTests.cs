using System.Globalization;
using System.Text.RegularExpressions;
using Perennial.Ui;

namespace Perennial.Unit.Ui;

/// <summary>WCAG 2.2, 1.4.3 and 1.4.11: every pair of colours that pages put on each other can be read, in light and in dark.</summary>
public sealed partial class ContrastTests
{
    private const double OfText = 4.5;
    private const double OfSigns = 3;

    public static TheoryData<string, string, string> Texts
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var theme in (string[])["light", "dark"])
            {
                foreach (var ground in (string[])["ground", "surface", "surface-quiet"])
                {
                    foreach (var text in (string[])["text", "text-quiet", "accent", "better", "worse", "care"])
                    {
                        data.Add(theme, text, ground);
                    }
                }

                foreach (var tone in (string[])["accent", "better", "worse", "care"])
                {
                    data.Add(theme, tone, tone + "-soft");
                    data.Add(theme, "text", tone + "-soft");
                }

                data.Add(theme, "accent-text", "accent");
                data.Add(theme, "surface", "worse");
                for (var strength = 0; strength < 10; strength++)
                {
                    data.Add(theme, strength < 6 ? "heat-text-low" : "heat-text-high", $"heat-{strength}");
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string, string> Signs => new(
        from theme in (string[])["light", "dark"]
        from pair in ((string, string)[])[("edge", "surface"), ("edge", "ground"), ("accent", "ground"), ("series-1", "surface")]
        select (theme, pair.Item1, pair.Item2));

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_can_be_read_on_its_ground(string theme, string text, string ground) =>
        Contrast(Colour(theme, text, ground), Colour(theme, ground)).ShouldBeGreaterThanOrEqualTo(OfText);

    [Theory]
    [MemberData(nameof(Signs))]
    public void Edges_of_inputs_focus_and_lines_of_charts_stand_out(string theme, string sign, string ground) =>
        Contrast(Colour(theme, sign), Colour(theme, ground)).ShouldBeGreaterThanOrEqualTo(OfSigns);

    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#777777", "#ffffff", 4.48)]
    [InlineData("#1d5fd1", "#1d5fd1", 1)]
    public void Contrast_is_that_of_the_standard(string one, string other, double expected) =>
        Contrast(one, other).ShouldBe(expected, tolerance: 0.01);

    // In dark the sixth strength has white on it: figures.css says so.
    private static string Colour(string theme, string name, string ground = "") => (theme, name, ground) switch
    {
        ("dark", "heat-text-low", "heat-5") => "#ffffff",
        _ => Tokens(theme)[name],
    };

    private static Dictionary<string, string> Tokens(string theme)
    {
        var tokens = new Dictionary<string, string>();
        foreach (Match rule in Rule().Matches(UiAssets.Text(UiAssets.HouseLook)))
        {
            var selector = rule.Groups["selector"].Value.Trim();
            if (selector == ":root" || (theme == "dark" && selector.EndsWith(":root[data-bs-theme=\"dark\"]", StringComparison.Ordinal)))
            {
                foreach (Match token in Token().Matches(rule.Groups["body"].Value))
                {
                    tokens[token.Groups["name"].Value] = token.Groups["colour"].Value;
                }
            }
        }

        return tokens;
    }

    private static double Contrast(string one, string other)
    {
        var (low, high) = (Math.Min(Luminance(one), Luminance(other)), Math.Max(Luminance(one), Luminance(other)));
        return (high + 0.05) / (low + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Part(int at)
        {
            var part = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
    }

    [GeneratedRegex(@"(?<=^|\}|\*/)\s*(?<selector>[^{}*]+)\{(?<body>[^{}]*)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Rule();

    [GeneratedRegex("--(?<name>[a-z0-9-]+): (?<colour>#[0-9a-f]{6});", RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
