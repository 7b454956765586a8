using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Workspace.Contract;

/// <summary>What the whole shop goes by.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TimeZone">IANA name of the zone in which its days are counted.</param>
/// <param name="Currency">The currency that figures are told in.</param>
/// <param name="TaxIn">Whether tax is part of an order's net value.</param>
/// <param name="ShippingIn">Whether shipping is.</param>
/// <param name="WeekStart">First day of its weeks.</param>
/// <param name="Language">Code of the language it speaks with its people.</param>
/// <param name="PhoneRegion">Two-letter country in which phone numbers without a country are read; null for none.</param>
/// <param name="Version">Rises with every change.</param>
public sealed record ShopSettings(
    string Name, string TimeZone, Currency Currency, bool TaxIn, bool ShippingIn, IsoDayOfWeek WeekStart, string Language,
    string? PhoneRegion, int Version)
{
    /// <summary>The zone.</summary>
    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[TimeZone];
}

/// <summary>The shop's settings.</summary>
public interface IShopSettings
{
    /// <summary>As they are now; a change made elsewhere shows within a second.</summary>
    /// <returns>Null until the shop was set up.</returns>
    Task<ShopSettings?> FindAsync(Db db, CancellationToken cancellation);

    /// <summary>As they were last read; null before that.</summary>
    ShopSettings? Latest { get; }
}
