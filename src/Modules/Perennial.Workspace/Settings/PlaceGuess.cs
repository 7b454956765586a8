using System.Globalization;
using NodaTime.TimeZones;

namespace Perennial.Workspace.Settings;

/// <summary>Where a shop most likely is, by the country that its first reader's browser names; only proposed.</summary>
internal static class PlaceGuess
{
    private const string ElseZone = "UTC";

    // Zone to currency, as a script reads it: RON=Europe/Bucharest;EUR=Europe/Berlin,Europe/Paris,…
    private static readonly Lazy<string> ByCurrency = new(() => string.Join(';', TzdbDateTimeZoneSource.Default.ZoneLocations!
        .Select(l => (l.ZoneId, Code: CurrencyOf(l.CountryCode))).Where(z => z.Code is not null)
        .GroupBy(z => z.Code, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => g.Key + "=" + string.Join(',', g.Select(z => z.ZoneId).Order(StringComparer.Ordinal)))));

    /// <summary>Currencies with the zones in which they are paid.</summary>
    public static string Currencies => ByCurrency.Value;

    /// <summary>The first zone of the reader's country.</summary>
    public static string Zone(CultureInfo reader) => CountryOf(reader) is { } country
        ? TzdbDateTimeZoneSource.Default.ZoneLocations!.FirstOrDefault(l => l.CountryCode == country)?.ZoneId ?? ElseZone
        : ElseZone;

    /// <summary>The currency of the reader's country; null where she names none.</summary>
    public static string? Currency(CultureInfo reader) => CountryOf(reader) is { } country ? CurrencyOf(country) : null;

    // A language alone is spoken in many countries.
    private static string? CountryOf(CultureInfo reader) => reader.IsNeutralCulture || reader.Name.Length == 0 ? null : new RegionInfo(reader.Name).TwoLetterISORegionName;

    private static string? CurrencyOf(string country)
    {
        try
        {
            return new RegionInfo(country).ISOCurrencySymbol is { Length: 3 } code && code != "XXX" ? code : null;
        }
        catch (ArgumentException)
        {
            // A country that the machine's tables do not have.
            return null;
        }
    }
}
