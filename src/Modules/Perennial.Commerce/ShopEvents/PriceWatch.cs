using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Text;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.ShopEvents;

/// <summary>
/// Finds changes of prices in their history and notes each once. Prices come by the order and by the catalogue; neither
/// should wait for this.
/// </summary>
internal sealed partial class PriceWatch(Db db, IShopSettings shop, IdSource ids, TimeProvider clock, ILogger<PriceWatch> log) : BackgroundService
{
    private const int PricesAtOnceMax = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Looks at prices that nobody looked at yet.</summary>
    /// <returns>How many they were; some more may wait.</returns>
    public async Task<int> LookAsync(CancellationToken cancellation)
    {
        if (await shop.FindAsync(db, cancellation) is not { } settings ||
            !await db.ReadAsync(unit => unit.ValueAsync<bool>(AnySql), cancellation))
        {
            return 0;
        }

        var now = Micros.Of(Instant.FromDateTimeOffset(clock.GetUtcNow()));
        return await db.WriteAsync(async unit =>
        {
            var prices = await unit.QueryAsync<Row>(NextSql, new { limit = PricesAtOnceMax });
            foreach (var price in prices)
            {
                var before = await unit.ValueAsync<long?>(BeforeSql, new { price.Code, price.Currency, price.Since });
                if (before is { } was && was != price.Price)
                {
                    var day = LocalDatePattern.Iso.Format(Micros.ToInstant(price.Since).InZone(settings.Zone).Date);
                    await unit.ExecuteAsync(ShopEventRow.AddSql, new ShopEventRow
                    {
                        Id = ids.New(), Kind = "price_change", FromDay = day, ToDay = day, Product = price.Code, Source = "prices",
                        Currency = price.Currency, PriceBefore = was, PriceAfter = price.Price, RecordedAt = now,
                        FoundKey = FormattableString.Invariant($"price\n{price.Code}\n{price.Currency}\n{price.Since}"),
                    });
                }

                await unit.ExecuteAsync(NoticedSql, new { price.Code, price.Currency, price.Since });
            }

            return prices.Count;
        }, cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await LookAsync(stoppingToken) == PricesAtOnceMax)
                {
                    // A file of years brings many at once.
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed(e.GetType().Name);
            }
        }
    }

    private sealed class Row
    {
        public string Code { get; set; } = "";

        public string Currency { get; set; } = "";

        public long Since { get; set; }

        public long Price { get; set; }
    }

    [LoggerMessage(EventName = "commerce.price_watch_failed", Level = LogLevel.Warning, Message = "commerce.price_watch_failed {Kind}")]
    private partial void Failed(string kind);

    private const string AnySql = "select exists (select 1 from product_prices where noticed = false)";

    private const string NextSql = """
        select code as Code, currency as Currency, since as Since, price as Price from product_prices
        where noticed = false order by code, currency, since limit @limit {{for_update}} {{skip_locked}}
        """;

    private const string BeforeSql = """
        select price from product_prices where code = @Code and currency = @Currency and since < @Since order by since desc limit 1
        """;

    private const string NoticedSql = "update product_prices set noticed = true where code = @Code and currency = @Currency and since = @Since";
}
