using System.Globalization;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Staff;

/// <summary>Times as a reader writes them, in the shop's zone.</summary>
internal static class ShownTime
{
    public static string Of(Instant at, ShopSettings? shop) =>
        at.InZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(shop?.TimeZone ?? "") ?? DateTimeZone.Utc).LocalDateTime
            .ToString("g", CultureInfo.CurrentCulture);

    public static string? Of(long? micros, ShopSettings? shop) => micros is { } at ? Of(Micros.ToInstant(at), shop) : null;

    /// <summary>What a browser is, as people know it; what it says of itself where that is not known.</summary>
    public static string Browser(string? agent)
    {
        var text = agent ?? "";
        string? First(params (string Sign, string Name)[] known) => known.FirstOrDefault(k => text.Contains(k.Sign, StringComparison.Ordinal)).Name;
        var browser = First(("Edg/", "Edge"), ("OPR/", "Opera"), ("YaBrowser", "Yandex"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"));
        var system = First(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS X", "macOS"), ("Linux", "Linux"));
        return browser is null ? text : system is null ? browser : $"{browser}, {system}";
    }
}
