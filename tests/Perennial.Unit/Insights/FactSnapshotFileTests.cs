using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Kernel;

namespace Perennial.Unit.Insights;

/// <summary>The snapshot file: the same facts again, or a refusal and the database instead.</summary>
public sealed class FactSnapshotFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("facts").FullName;

    private LiveSettings Settings => new(Guid.Parse("0d3b7c1e-52c4-4f0b-a1a5-6a0b3a9d1c22"), "RON Europe/Bucharest", new Currency("RON"),
        "Europe/Bucharest", Path.Combine(folder, "facts.bin"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_store_from_its_snapshot_says_the_same_and_follows_from_its_place()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var (live, shop, trade) = await LiveFactsTests.StartAsync(seed, Settings);
            trade.Do(30);
            await live.FollowAsync(Cancellation);
            if (seed % 3 == 0)
            {
                live.Store.Facts.Fold();
            }

            await live.SaveAsync(Cancellation);
            var place = live.Place;
            await live.DisposeAsync();
            trade.Do(20);
            await using var again = new LiveFacts(shop, Settings, TimeProvider.System);
            (await again.StartAsync(Cancellation)).Snapshot.ShouldBe(SnapshotState.Used);
            again.Place.ShouldBe(place);
            await LiveFactsTests.CatchUpAsync(again);
            LiveFactsTests.ShouldSayTheSame(again, shop, seed);

            // And it can be written again, over the one before.
            await again.SaveAsync(Cancellation);
            await using var third = new LiveFacts(shop, Settings, TimeProvider.System);
            (await third.StartAsync(Cancellation)).ShouldBe(new LiveStart(SnapshotState.Used, shop.Orders.Count()));
            LiveFactsTests.ShouldSayTheSame(third, shop, seed);
            File.Delete(Settings.SnapshotPath!);
        }
    }

    [Fact]
    public async Task A_snapshot_that_was_changed_or_cut_anywhere_is_refused()
    {
        var (live, shop, _) = await LiveFactsTests.StartAsync(seed: 21, Settings);
        await live.SaveAsync(Cancellation);
        await live.DisposeAsync();
        var whole = await File.ReadAllBytesAsync(Settings.SnapshotPath!, Cancellation);
        var random = new Random(21);
        for (var i = 0; i < 400; i++)
        {
            var bytes = whole.ToArray();
            var at = random.Next(bytes.Length);
            switch (i % 4)
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes = bytes[..at];
                    break;
                case 2:
                    var garbage = bytes.AsSpan(at, Math.Min(1 + random.Next(64), bytes.Length - at));
                    random.NextBytes(garbage);
                    garbage[0] = (byte)(whole[at] ^ 0xFF);
                    break;
                default:
                    bytes = [.. bytes, .. new byte[1 + random.Next(9)]];
                    break;
            }

            await File.WriteAllBytesAsync(Settings.SnapshotPath!, bytes, Cancellation);
            var (state, store, _) = SnapshotReader.Read(Settings.SnapshotPath!, Settings, shop);
            state.ShouldBeOneOf(SnapshotState.Damaged, SnapshotState.OtherVersion);
            store.ShouldBeNull($"change {i} at {at}");
        }

        // A blank file, another file, and blocks of the same file that changed places.
        foreach (var bytes in (byte[][])[[], "customer,date,amount\n"u8.ToArray(), new byte[whole.Length], [.. whole, .. whole]])
        {
            await File.WriteAllBytesAsync(Settings.SnapshotPath!, bytes, Cancellation);
            SnapshotReader.Read(Settings.SnapshotPath!, Settings, shop).State.ShouldBe(SnapshotState.Damaged);
        }

        await using var rebuilt = new LiveFacts(shop, Settings, TimeProvider.System);
        (await rebuilt.StartAsync(Cancellation)).Snapshot.ShouldBe(SnapshotState.Damaged);
        LiveFactsTests.ShouldSayTheSame(rebuilt, shop, 21);
    }

    [Fact]
    public async Task A_snapshot_of_another_database_version_or_setting_is_refused()
    {
        var (live, shop, _) = await LiveFactsTests.StartAsync(seed: 22, Settings);
        await live.SaveAsync(Cancellation);
        await live.DisposeAsync();
        State(Settings).ShouldBe(SnapshotState.Used);
        State(Settings with { Database = Guid.Parse("11111111-52c4-4f0b-a1a5-6a0b3a9d1c22") }).ShouldBe(SnapshotState.OtherDatabase);
        State(Settings with { Stamp = "EUR Europe/Bucharest" }).ShouldBe(SnapshotState.OtherSettings);
        State(Settings with { SnapshotPath = Path.Combine(folder, "none.bin") }).ShouldBe(SnapshotState.Missing);
        State(Settings with { SnapshotPath = folder }).ShouldBe(SnapshotState.Missing);

        // More labels are labels that came since; others are another numbering.
        shop.Label(OrderField.Store, "West");
        State(Settings).ShouldBe(SnapshotState.Used);
        ((List<string>)shop.LabelValues(OrderField.Store))[1] = "Nord";
        State(Settings).ShouldBe(SnapshotState.OtherSettings);

        var bytes = await File.ReadAllBytesAsync(Settings.SnapshotPath!, Cancellation);
        bytes[SnapshotFile.Signature.Length]++;
        await File.WriteAllBytesAsync(Settings.SnapshotPath!, bytes, Cancellation);
        State(Settings).ShouldBe(SnapshotState.OtherVersion);

        SnapshotState State(LiveSettings settings) => SnapshotReader.Read(settings.SnapshotPath!, settings, shop).State;
    }

    [Fact]
    public async Task What_was_left_half_written_is_never_read()
    {
        var (live, shop, trade) = await LiveFactsTests.StartAsync(seed: 23, Settings);
        await live.SaveAsync(Cancellation);
        await File.WriteAllTextAsync(Settings.SnapshotPath + ".new", "half", Cancellation);
        await using (var again = new LiveFacts(shop, Settings, TimeProvider.System))
        {
            (await again.StartAsync(Cancellation)).Snapshot.ShouldBe(SnapshotState.Used);
        }

        trade.Do(5);
        await LiveFactsTests.CatchUpAsync(live);
        await live.SaveAsync(Cancellation);
        await live.DisposeAsync();
        File.Exists(Settings.SnapshotPath + ".new").ShouldBeFalse();
    }
}
