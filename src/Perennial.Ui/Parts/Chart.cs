using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Perennial.Ui.Parts;

/// <summary>A chart as the page's script draws it: <c>charts.js</c> in Perennial.Ui knows the fields.</summary>
/// <param name="Kind"><c>lines</c>, <c>bars</c> (upright) or <c>rows</c> (lying).</param>
/// <param name="Labels">Names along the axis.</param>
/// <param name="Series">What is drawn.</param>
public sealed record Chart(string Kind, IReadOnlyList<string> Labels, params IReadOnlyList<ChartSeries> Series)
{
    /// <summary><c>%</c> for shares; null for counts and amounts.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether the last label is a period that is not over.</summary>
    public bool EndsPartial { get; init; }

    /// <summary>Whether bars stand on each other.</summary>
    public bool Stacked { get; init; }

    /// <summary>Whether each bar has its text beside it.</summary>
    public bool Labelled { get; init; }

    /// <summary>Pixels kept free at the right for names at the ends of lines.</summary>
    public int Right { get; init; } = 16;

    /// <summary>Extra class of the container: <c>low</c> or <c>flat</c>.</summary>
    public string Height { get; init; } = "";

    /// <summary>The container and its data.</summary>
    /// <param name="id">Id of the data, unique in the page.</param>
    /// <param name="description">What a reader who cannot see it is told.</param>
    public Html Draw(string id, string description) => Html.Of(
        $"""
        <div class="chart {Height}" data-chart="{id}" role="img" aria-label="{description}"></div>
        <script type="application/json" id="{id}">{Data(AsJson())}</script>
        """);

    /// <summary>JSON that can stand in a page: nothing in it ends the script.</summary>
    public static Html Data(JsonNode json) => Html.Trusted(json.ToJsonString(Plain));

    private JsonObject AsJson() => new()
    {
        ["kind"] = Kind,
        ["unit"] = Unit,
        ["partial"] = EndsPartial,
        ["stacked"] = Stacked,
        ["labelled"] = Labelled,
        ["direct"] = Kind == "lines",
        ["right"] = Right,
        ["labels"] = Texts(Labels),
        ["series"] = new JsonArray([.. Series.Select(s => s.AsJson())]),
    };

    internal static JsonArray Texts(IEnumerable<string?> texts) =>
        new([.. texts.Select(t => t is null ? null : (JsonNode)JsonValue.Create(t))]);

    // The default encoder writes < > & ' " and everything beyond ASCII as escapes.
    private static readonly JsonSerializerOptions Plain = new() { WriteIndented = false };
}

/// <summary>A series of a chart.</summary>
/// <param name="Name">Its name; empty where the chart's title says it.</param>
/// <param name="Values">Heights; null leaves a gap.</param>
/// <param name="Texts">The values in words, for the reader who points at them.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<decimal?> Values, IReadOnlyList<string> Texts)
{
    /// <summary>Token of its colour; by position where null.</summary>
    public string? Colour { get; init; }

    /// <summary>Token of each bar's colour; null for the series' own.</summary>
    public IReadOnlyList<string?>? Tones { get; init; }

    /// <summary>Whether its line is broken.</summary>
    public bool Dashed { get; init; }

    internal JsonObject AsJson() => new()
    {
        ["name"] = Name,
        ["colour"] = Colour,
        ["dashed"] = Dashed,
        ["values"] = new JsonArray([.. Values.Select(v => v is { } value
            ? JsonNode.Parse(value.ToString("0.####", CultureInfo.InvariantCulture)) : null)]),
        ["text"] = Chart.Texts(Texts),
        ["tones"] = Tones is null ? null : Chart.Texts(Tones),
    };
}
