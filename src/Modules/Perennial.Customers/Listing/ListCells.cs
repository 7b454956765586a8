using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Profiles;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Customers.Listing;

/// <summary>The columns of a list of customers: what stands in a cell on the page and in a file.</summary>
internal static class ListCells
{
    public const string Name = "name";
    public const string Created = "created";

    private static readonly string[] Own = [Name, "email", "phone", "card", "language", "country", "birthday", "tags", "source", Created];
    private static readonly string[] OwnUsual = [Name, "email", Created];

    // A longer text is broken, so that it does not push what stands beside it away.
    private const int UnbrokenCharsMax = 40;

    private static WordBook Words => CustomersModule.Words;

    /// <summary>All columns that there are.</summary>
    public static IEnumerable<ListColumn> Columns(FiguresOfAll figures) =>
    [
        .. Own.Select(c => new ListColumn(c, Words["column." + c]) { Sorts = c == Created, IsMinor = c is "tags" or "source" or Created }),
        .. figures.Columns.Select(c => new ListColumn(c.Key, c.Title()) { Sorts = true, IsNumber = c.IsNumber }),
    ];

    /// <summary>Those shown unless the reader chose.</summary>
    public static IEnumerable<string> Usual(FiguresOfAll figures) => [.. OwnUsual, .. figures.Columns.Where(c => c.IsUsual).Select(c => c.Key)];

    /// <summary>A cell on the page.</summary>
    public static Html Cell(string column, CustomerProfile customer, DateTimeZone zone, FiguresOfAll figures) => column switch
    {
        Created => Html.Text(ShownCustomer.Day(customer.Created.InZone(zone).Date)),
        "birthday" => Html.Text(customer.Birthday is { } day ? ShownCustomer.Day(day) : ""),
        _ when Own.Contains(column, StringComparer.Ordinal) => OwnText(Text(column, customer)),
        _ => Html.Text(figures.Cell(customer.Id, column).Text),
    };

    /// <summary>The same in a file.</summary>
    public static object? Value(string column, CustomerProfile customer, DateTimeZone zone, FiguresOfAll figures) => column switch
    {
        Created => Shown.Iso(customer.Created.InZone(zone).Date),
        "birthday" => customer.Birthday is { } day ? Shown.Iso(day) : null,
        _ when Own.Contains(column, StringComparer.Ordinal) => Text(column, customer),
        _ => figures.Cell(customer.Id, column).Value,
    };

    /// <summary>What a list is narrowed to.</summary>
    public static ListFilter FilterOf(ListState state, IReadOnlyList<KnownTag> tags, DateTimeZone zone) => new()
    {
        // A tag that nobody has any more narrows to nobody.
        TagKey = state.Tag is null ? null : tags.FirstOrDefault(t => t.Code == state.Tag)?.Key ?? "",
        Language = state.Language, Country = state.Country,
        Since = ListState.DayOf(state.Since) is { } day ? zone.AtStartOfDay(day).ToInstant() : null,
        HasEmail = Wish(state.Email), HasPhone = Wish(state.Phone), Consent = ConsentOf(state.Consent), Figures = state.Figures,
    };

    private static Html OwnText(string text) => text.Length > UnbrokenCharsMax
        ? ShownCustomer.Cell(text)
        : Html.Of($"<bdi class=\"text-nowrap\">{text}</bdi>");

    private static bool? Wish(string? wanted) => wanted switch { ListState.Yes => true, ListState.No => false, _ => null };

    private static (string, ConsentStanding)? ConsentOf(string? chosen) => chosen?.Split(':') is [var channel, var standing] &&
        Refusals.IsCode(channel, 32) && Enum.TryParse<ConsentStanding>(standing, ignoreCase: true, out var read) && Enum.IsDefined(read)
            ? (channel, read)
            : null;

    private static string Text(string column, CustomerProfile customer) => column switch
    {
        Name => ShownCustomer.Name(customer),
        "email" => ShownCustomer.All(customer, IdentifierKind.Email),
        "phone" => ShownCustomer.All(customer, IdentifierKind.Phone),
        "card" => ShownCustomer.All(customer, IdentifierKind.Card),
        "language" => customer.Language ?? "",
        "country" => customer.Country ?? "",
        "tags" => string.Join(", ", customer.Tags),
        _ => customer.Source,
    };
}
