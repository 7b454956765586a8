using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Settings;

/// <summary>The settings, kept at hand for a moment so that not every request asks the database.</summary>
internal sealed class SettingsStore(TimeProvider clock) : IShopSettings
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    private sealed record Kept(ShopSettings? Settings, long Since);

    private Kept? kept;
    private long? forgotten;

    public ShopSettings? Latest { get; private set; }

    public async Task<ShopSettings?> FindAsync(Db db, CancellationToken cancellation)
    {
        if (kept is { } known && clock.GetElapsedTime(known.Since) < KeptFor)
        {
            return known.Settings;
        }

        var read = await db.ReadAsync(ReadAsync, cancellation);

        // A shop that is not there yet may be there the next moment; and who reads while a change is being written reads what was.
        kept = read is null || (forgotten is { } since && clock.GetElapsedTime(since) < KeptFor) ? null : new Kept(read, clock.GetTimestamp());
        Latest = read ?? Latest;
        return read;
    }

    /// <summary>Forgets what is at hand, after a change made here.</summary>
    public void Forget() => (kept, forgotten) = (null, clock.GetTimestamp());

    public static async Task<ShopSettings?> ReadAsync(DbUnit unit) => await unit.FindAsync<Row>(FindSql) is { } row
        ? new ShopSettings(row.Name, row.TimeZone, new Currency(row.Currency), row.TaxIn, row.ShippingIn, (IsoDayOfWeek)row.WeekStart,
            row.Language, row.PhoneRegion, row.Version)
        : null;

    public static Task WriteAsync(DbUnit unit, ShopSettings settings, Instant now) => unit.ExecuteAsync(WriteSql, new
    {
        name = settings.Name, zone = settings.TimeZone, currency = settings.Currency.Code, taxIn = settings.TaxIn,
        shippingIn = settings.ShippingIn, weekStart = (int)settings.WeekStart, language = settings.Language,
        region = settings.PhoneRegion, version = settings.Version, now = Micros.Of(now),
    });

    private sealed class Row
    {
        public string Name { get; set; } = "";

        public string TimeZone { get; set; } = "";

        public string Currency { get; set; } = "";

        public bool TaxIn { get; set; }

        public bool ShippingIn { get; set; }

        public int WeekStart { get; set; }

        public string Language { get; set; } = "";

        public string? PhoneRegion { get; set; }

        public int Version { get; set; }
    }

    private const string FindSql = """
        select name as Name, time_zone as TimeZone, currency as Currency, tax_in as TaxIn, shipping_in as ShippingIn,
            week_start as WeekStart, language as Language, phone_region as PhoneRegion, version as Version
        from shop_settings where id = 1
        """;

    private const string WriteSql = """
        insert into shop_settings (id, name, time_zone, currency, tax_in, shipping_in, week_start, language, phone_region, version, changed)
        values (1, @name, @zone, @currency, @taxIn, @shippingIn, @weekStart, @language, @region, @version, @now)
        on conflict (id) do update set name = excluded.name, time_zone = excluded.time_zone, currency = excluded.currency,
            tax_in = excluded.tax_in, shipping_in = excluded.shipping_in, week_start = excluded.week_start, language = excluded.language,
            phone_region = excluded.phone_region, version = excluded.version, changed = excluded.changed
        """;
}
