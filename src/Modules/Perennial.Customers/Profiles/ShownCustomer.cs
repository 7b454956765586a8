using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Perennial.Customers.Contract;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Words;
using Perennial.Ui;

namespace Perennial.Customers.Profiles;

/// <summary>How a customer, a day and a time look on a page.</summary>
internal static class ShownCustomer
{
    private const int MaskedShown = 2;

    private static WordBook Words => CustomersModule.Words;

    /// <summary>What she is called.</summary>
    public static string Name(CustomerProfile profile) => profile.ShownName ?? Words["profile.unnamed"];

    /// <summary>Somebody else's text in a page: whatever its direction and length, what stands beside it stays in its place.</summary>
    public static Html Cell(string? text) => Html.Of($"<bdi class=\"text-break\">{text}</bdi>");

    /// <summary>Where her page is.</summary>
    public static string Path(Guid customer) => "/customers/" + PublicId.Write("cus", customer);

    /// <summary>Identifiers of a kind, with commas.</summary>
    public static string All(CustomerProfile profile, IdentifierKind kind) =>
        string.Join(", ", profile.Identifiers.Where(i => i.Kind == kind).Select(i => i.Value));

    /// <summary>An address or number of which only enough is shown to tell two people apart.</summary>
    public static string Masked(CustomerProfile profile) => profile.Identifiers.Count == 0 ? "" : Masked(profile.Identifiers[0]);

    /// <summary>A day as its reader writes it.</summary>
    public static string Day(LocalDate day) => day.ToString("d", CultureInfo.CurrentCulture);

    /// <summary>A time of the shop's as its reader writes it.</summary>
    public static string Time(Instant at, DateTimeZone zone) => at.InZone(zone).LocalDateTime.ToString("g", CultureInfo.CurrentCulture);

    /// <summary>A time as machines read it.</summary>
    public static string Machine(Instant at) => InstantPattern.ExtendedIso.Format(at);

    private static string Masked(CustomerIdentifier identifier)
    {
        var (value, end) = (identifier.Value, "");
        if (identifier.Kind == IdentifierKind.Email && value.LastIndexOf('@') is > 0 and var at)
        {
            (value, end) = (value[..at], value[at..]);
        }

        var runes = new StringInfo(value);
        var shown = Math.Min(MaskedShown, Math.Max(0, runes.LengthInTextElements - 1));
        var tail = identifier.Kind == IdentifierKind.Email ? "" : runes.SubstringByTextElements(runes.LengthInTextElements - shown);
        return (shown == 0 ? "" : runes.SubstringByTextElements(0, shown)) + "•••" + tail + end;
    }
}
