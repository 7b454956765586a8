using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;
using NodaTime;
using NodaTime.Text;
using Perennial.Customers.Contract;

namespace Perennial.Customers.Listing;

/// <summary>
/// A list of customers as its address says it: filters by codes, the order, the columns, the place. What was searched for is no part
/// of it: that is somebody's name.
/// </summary>
internal sealed record ListState
{
    public const string Yes = "yes";
    public const string No = "no";
    public const int RowsUsual = 50;
    public const int RowsMax = 500;

    private const string FigurePrefix = "f_";
    private const int ValueCharsMax = 80;
    private const int ColumnsMax = 30;

    /// <summary>The code of a tag, which is no tag: tags are words of people.</summary>
    public string? Tag { get; init; }

    public string? Language { get; init; }

    public string? Country { get; init; }

    /// <summary>Channel and standing: <c>email:given</c>.</summary>
    public string? Consent { get; init; }

    /// <summary>A day of the shop's.</summary>
    public string? Since { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public IReadOnlyList<ChosenFigure> Figures { get; init; } = [];

    /// <summary>A column; null for the latest first.</summary>
    public string? Sort { get; init; }

    public bool IsDescending { get; init; }

    /// <summary>Columns chosen; empty for the usual ones.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    public int Rows { get; init; } = RowsUsual;

    /// <summary>Behind whom the page begins.</summary>
    public string? After { get; init; }

    /// <summary>Whether anything is left out of the list.</summary>
    public bool IsNarrowed => Tag is not null || Language is not null || Country is not null || Consent is not null || Since is not null ||
        Email is not null || Phone is not null || Figures.Count > 0;

    /// <summary>Reads the fields of an address or of a form; what makes no sense is passed over.</summary>
    public static ListState Read(IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        var given = fields.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        return new ListState
        {
            Tag = One("tag"), Language = One("language")?.ToLowerInvariant(), Country = One("country")?.ToUpperInvariant(),
            Consent = One("consent"), Since = DayOf(One("since")) is null ? null : One("since"), Email = One("email"), Phone = One("phone"),
            Figures = [.. given.Where(f => f.Key.StartsWith(FigurePrefix, StringComparison.Ordinal)).OrderBy(f => f.Key, StringComparer.Ordinal)
                .Select(f => new ChosenFigure(f.Key[FigurePrefix.Length..], One(f.Key) ?? "")).Where(f => f.Value.Length > 0)],
            Sort = One("sort"), IsDescending = One("desc") == Yes,
            Columns = [.. given.GetValueOrDefault("columns").OfType<string>().Distinct(StringComparer.Ordinal).Take(ColumnsMax)],
            Rows = int.TryParse(One("rows"), NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? Math.Clamp(rows, 1, RowsMax) : RowsUsual,
            After = given.GetValueOrDefault("after").ToString() is { Length: > 0 and <= 512 } after ? after : null,
        };

        string? One(string name) =>
            given.GetValueOrDefault(name).ToString().Trim() is { Length: > 0 and <= ValueCharsMax } value ? value : null;
    }

    /// <summary>The fields as an address has them, in a fixed order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Fields()
    {
        List<KeyValuePair<string, string?>> all =
        [
            new("tag", Tag), new("language", Language), new("country", Country), new("consent", Consent), new("since", Since),
            new("email", Email), new("phone", Phone), .. Figures.Select(f => KeyValuePair.Create(FigurePrefix + f.Key, (string?)f.Value)),
            new("sort", Sort), new("desc", IsDescending ? Yes : null), .. Columns.Select(c => KeyValuePair.Create("columns", (string?)c)),
            new("rows", Rows == RowsUsual ? null : Rows.ToString(CultureInfo.InvariantCulture)), new("after", After),
        ];
        return all.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Key, f.Value!));
    }

    /// <summary>What stands behind the address's question mark, with it; empty for the usual list.</summary>
    public string Query(params ReadOnlySpan<(string Name, string Value)> more)
    {
        var query = new QueryBuilder(Fields());
        foreach (var (name, value) in more)
        {
            query.Add(name, value);
        }

        return query.ToString();
    }

    /// <summary>Name of a figure's field.</summary>
    public static string FieldOf(string figure) => FigurePrefix + figure;

    /// <summary>The day of a text; null for none.</summary>
    public static LocalDate? DayOf(string? text) => text is not null && LocalDatePattern.Iso.Parse(text) is { Success: true } day ? day.Value : null;
}
