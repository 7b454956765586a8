using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Perennial.Commerce.Imports;
using Perennial.Slices.House;

namespace Perennial.Slices.Commerce;

/// <summary>What imports keep of people goes after thirty days; that they were in stays.</summary>
[Collection("imports")]
public sealed class ImportUpkeepTests(Engines engines)
{
    private const string Header = "order;date;customer;product;quantity;price;currency\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines.Both), MemberType = typeof(Engines))]
    public async Task After_thirty_days_rejects_undo_data_and_files_nobody_started_are_gone_and_orders_stay(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        await shop.ImportAsync(Header + "1;2026-03-01;first@example.com;T;1;5,00;RON\n", "name=a.csv&source=web");
        var file = Header + "1;2026-03-01;second@example.com;T;2;5,00;RON\n2;soon;rejected@example.com;T;1;5,00;RON\n";
        var id = (string)(await shop.ImportAsync(file, "name=b.csv&source=web"))["id"]!;
        var waiting = (string)(await shop.UploadAsync(Header + "9;2026-03-01;c;T;1;5,00;RON\n")).Body!["id"]!;
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        (await SettleAsync(shop, now + Duration.FromDays(29))).ShouldBe(0);
        (await shop.RejectsAsync(id)).ShouldContain("rejected@example.com");
        var files = Directory.GetFiles(Path.Combine(shop.Folder, "imports")).Length;
        (await SettleAsync(shop, now + Duration.FromDays(31))).ShouldBe(3);
        (await SettleAsync(shop, now + Duration.FromDays(31))).ShouldBe(0);

        (await shop.GetAsync("/v1/imports/" + waiting)).Status.ShouldBe(404);
        Directory.GetFiles(Path.Combine(shop.Folder, "imports")).Length.ShouldBe(files - 1);
        foreach (var reply in (Reply[])[await shop.GetAsync($"/v1/imports/{id}/rejects"), await shop.PostAsync($"/v1/imports/{id}/undo",
            new JsonObject())])
        {
            (reply.Status, reply.Code).ShouldBe((409, "imports.settled"));
        }

        var all = await shop.Db.ReadAsync(Dump.AllAsync, Cancellation);
        foreach (var table in all.Where(t => t.Key.StartsWith("import", StringComparison.Ordinal)))
        {
            table.Value.ShouldNotContain(r => r.Contains("@example.com", StringComparison.Ordinal), table.Key);
        }

        all["import_undo"].Count.ShouldBe(2);
        (await shop.GetAsync("/v1/imports/" + id)).Body!["preview"]!["texts"]![0]!["rows"]!.AsArray().ShouldBeEmpty();

        // The same file again still changes nothing.
        var again = await shop.ImportAsync(file, "name=b.csv&source=web");
        ImportShop.Counts(again).ShouldBe("rows=2 rejected=1 created=0 changed=0 unchanged=1");
        (await shop.GetAsync("/v1/orders?source=web&number=1")).Status.ShouldBe(200);
    }

    private static Task<int> SettleAsync(Shop shop, Instant now) =>
        ImportUpkeep.SettleAsync(shop.Db, shop.Server.Services.GetRequiredService<ImportFolder>(), now, Cancellation);
}
