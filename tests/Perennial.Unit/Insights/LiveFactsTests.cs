using System.Text.Json.Nodes;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Live;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Time;

namespace Perennial.Unit.Insights;

/// <summary>The facts of a database in memory: current whatever happens, and never other than loaded anew.</summary>
public sealed class LiveFactsTests
{
    private static readonly LiveSettings Settings = new(Guid.Parse("6f0c2a53-7a0b-4c5e-9d8a-0f7a3a2b1c4d"), "RON Europe/Bucharest",
        new Currency("RON"), "Europe/Bucharest");

    private static readonly ReportQuestion[] Questions =
    [
        new ReportQuestion { GroupBy = [OrderField.Store, OrderField.Channel, OrderField.Seller, OrderField.Country] },
        new ReportQuestion
        {
            Period = PeriodKind.Week, MinOrders = 2, AsOf = new LocalDate(2024, 3, 10), GroupBy = [OrderField.Store],
        },
        new ReportQuestion
        {
            Window = new Window(40, 'd'), LookBack = new Window(30, 'd'),
            With = ["ltv_historic", "units_per_customer", "resurrection_rate"],
        },
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_any_trade_answers_equal_those_of_facts_loaded_anew()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var shop = new FakeOrderFacts(random) { ChangesAtOnceMax = random.Next(1, 9) };
            var trade = new RandomTrade(shop, random);
            trade.Do(random.Next(60));
            await using var live = new LiveFacts(shop, Settings, TimeProvider.System);
            await live.StartAsync(Cancellation);
            for (var round = random.Next(1, 6); round > 0; round--)
            {
                trade.Do(random.Next(25));
                await AnyStepAsync(live, random);
            }

            await CatchUpAsync(live);
            ShouldSayTheSame(live, shop, seed);
        }
    }

    [Fact]
    public async Task What_changes_while_everything_is_read_is_followed_up()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var shop = new FakeOrderFacts(random);
            var trade = new RandomTrade(shop, random);
            trade.Do(40);
            shop.WhileReading = () => trade.Do(20);
            await using var live = new LiveFacts(shop, Settings, TimeProvider.System);
            await live.StartAsync(Cancellation);
            await CatchUpAsync(live);
            ShouldSayTheSame(live, shop, seed);
        }
    }

    [Fact]
    public async Task A_shop_asked_before_a_change_goes_on_saying_what_it_said()
    {
        var (live, shop, trade) = await StartAsync(seed: 5);
        await using var disposed = live.ConfigureAwait(false);
        var before = live.Now();
        var said = StoredSales.Told(before, Questions[0]);
        trade.Do(40);
        await CatchUpAsync(live);
        live.Store.Facts.Fold();
        StoredSales.Told(before, Questions[0]).ShouldBe(said);
        StoredSales.Told(live.Now(), Questions[0]).ShouldNotBe(said);
        live.Now().ShouldBeSameAs(live.Now());
        shop.Orders.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Anonymous_orders_count_in_the_trade_can_be_corrected_and_are_no_customers()
    {
        var shop = new FakeOrderFacts(new Random(1));
        var (ana, nobody) = (shop.New(isAnonymous: false), shop.New(isAnonymous: true));
        var day = DayNumber.Of(2024, 1, 5);
        Buy(shop, ana, day, 1_000);
        Buy(shop, nobody, day, 500);
        await using var live = new LiveFacts(shop, Settings, TimeProvider.System);
        await live.StartAsync(Cancellation);
        Totals().ShouldBe((2, 1, 1, 1_500));
        shop.Change(nobody, s => s.Orders[0] = s.Orders[0] with { Net = 700 });
        await CatchUpAsync(live);
        Totals().ShouldBe((2, 1, 1, 1_700));

        // The receipt is claimed: the order is hers from now on.
        shop.Merge(nobody, ana);
        await CatchUpAsync(live);
        Totals().ShouldBe((2, 2, 1, 1_700));
        live.Now().Customers(new ReportQuestion()).Rows.Single().Orders.ShouldBe(2);

        (long Orders, long Identified, long Customers, long Revenue) Totals()
        {
            var totals = live.Now().Answer(new ReportQuestion()).Totals;
            return (totals.Orders, totals.IdentifiedOrders, totals.Customers, totals.Revenue.MinorUnits);
        }
    }

    [Fact]
    public async Task Labels_beyond_two_bytes_keep_their_numbers()
    {
        var shop = new FakeOrderFacts(new Random(2));
        for (var i = 0; i < 66_000; i++)
        {
            ((List<string>)shop.LabelValues(OrderField.Seller)).Add($"s{i}");
        }

        var day = DayNumber.Of(2024, 1, 5);
        foreach (var seller in (int[])[1, 65_534, 65_535, 65_536, 65_999, 66_000])
        {
            Buy(shop, shop.New(isAnonymous: false), day, 100 + seller, new OrderLabels(0, 0, seller, 0));
        }

        await using var live = new LiveFacts(shop, Settings, TimeProvider.System);
        await live.StartAsync(Cancellation);
        var question = new ReportQuestion { GroupBy = [OrderField.Seller] };
        ShouldSayTheSame(live, shop, 2);
        Buy(shop, shop.New(isAnonymous: true), day, 5, new OrderLabels(0, 0, 65_900, 0));
        Buy(shop, shop.Shoppers.Keys.First(), day + 1, 7, new OrderLabels(0, 0, 65_901, 0));
        await CatchUpAsync(live);
        ShouldSayTheSame(live, shop, 2);
        live.Store.Facts.Fold();
        ShouldSayTheSame(live, shop, 2);
        live.Now().Answer(question).Groups.Select(g => g.Value).Order(StringComparer.Ordinal)
            .ShouldBe(["s0", "s65533", "s65534", "s65535", "s65899", "s65900", "s65998", "s65999"]);
    }

    [Fact]
    public async Task A_part_of_a_report_says_what_the_whole_says()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (live, _, _) = await StartAsync(seed);
            await using var disposed = live.ConfigureAwait(false);
            foreach (var question in Questions)
            {
                var whole = live.Now().Answer(question);
                foreach (var part in Enum.GetValues<ReportParts>())
                {
                    var asked = question with { Parts = part };
                    var report = live.Now().Answer(asked);
                    var expected = whole with
                    {
                        Question = asked,
                        Periods = part.HasFlag(ReportParts.Periods) ? whole.Periods : [],
                        WhatMoved = part.HasFlag(ReportParts.Periods) ? whole.WhatMoved : null,
                        WhatMovedInYear = part.HasFlag(ReportParts.Periods) ? whole.WhatMovedInYear : null,
                        Cohorts = part.HasFlag(ReportParts.Cohorts) ? whole.Cohorts : [],
                        OrderLadder = part.HasFlag(ReportParts.Ladder) ? whole.OrderLadder : [],
                        Rfm = part.HasFlag(ReportParts.Rfm) ? whole.Rfm : new RfmFigures([], [], [], [], []),
                        Overdue = part.HasFlag(ReportParts.Overdue) ? whole.Overdue : null,
                        OverTheYear = part.HasFlag(ReportParts.OverTheYear) ? whole.OverTheYear : null,
                        Groups = part.HasFlag(ReportParts.Groups) ? whole.Groups : [],
                        RateMoved = part.HasFlag(ReportParts.Groups) ? whole.RateMoved : [],
                    };
                    StoredSales.Json(report).ShouldBe(StoredSales.Json(expected), $"seed {seed}, {part}");
                }
            }
        }
    }

    [Fact]
    public void Questions_of_one_instant_do_not_disturb_each_other()
    {
        ReportQuestion[] questions =
        [
            .. Questions, new() { Parts = ReportParts.Cohorts }, new() { Parts = ReportParts.Periods, With = ["second_order_rate_30d"] },
            new() { Parts = ReportParts.Periods, With = ["second_order_rate_90d", "lifespan_observed_days"] },
            new() { Parts = ReportParts.Periods, AsOf = new LocalDate(2024, 3, 10) }, new() { Period = PeriodKind.Week },
            new() { Period = PeriodKind.Week, WeekStart = IsoDayOfWeek.Sunday }, new() { Period = PeriodKind.Day },
        ];
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var shop = new FakeOrderFacts(random);
            new RandomTrade(shop, random).Do(random.Next(5, 60));
            var shared = new StoredSales(shop).Shop();
            random.Shuffle(questions);
            foreach (var question in questions)
            {
                StoredSales.Told(shared, question).ShouldBe(StoredSales.Told(new StoredSales(shop).Shop(), question), $"seed {seed}");
            }
        }
    }

    [Fact]
    public async Task Groups_of_lines_are_counted_as_groups_of_orders_are()
    {
        var (live, shop, _) = await StartAsync(seed: 3);
        await using var disposed = live.ConfigureAwait(false);
        foreach (var field in (OrderField[])[OrderField.Product, OrderField.Category])
        {
            var now = await live.NowAsync([field], isFresh: false, Cancellation);
            var (lines, orders) = (Groups(field), Groups(OrderField.Channel));
            lines.Count.ShouldBeGreaterThan(1);
            lines.ShouldBe(orders);

            List<string> Groups(OrderField by)
            {
                using var written = new MemoryStream();
                ReportJson.Write(written, now.Answer(new ReportQuestion { GroupBy = [by] }));
                return [.. JsonNode.Parse(written.ToArray())!["groups"]!.AsArray().Select(g => g!.AsObject()).Select(g =>
                {
                    ((string)g["by"]!).ShouldBe(by.ToString().ToLowerInvariant());
                    g.Remove("by");
                    return g.ToJsonString();
                })];
            }
        }

        shop.PartsRead.ShouldBe(2);
    }

    [Fact]
    public async Task Lines_that_were_read_serve_the_next_question_until_something_happens()
    {
        var (live, shop, trade) = await StartAsync(seed: 6);
        await using var disposed = live.ConfigureAwait(false);
        for (var i = 0; i < 3; i++)
        {
            await live.NowAsync([OrderField.Product, OrderField.Store], isFresh: true, Cancellation);
        }

        shop.PartsRead.ShouldBe(1);
        trade.Do(5);
        while (await live.FollowAsync(Cancellation))
        {
        }

        var now = await live.NowAsync([OrderField.Product], isFresh: true, Cancellation);
        shop.PartsRead.ShouldBe(2);
        now.Answer(new ReportQuestion { GroupBy = [OrderField.Product] }).Groups.Sum(g => g.Totals.Orders)
            .ShouldBe(now.Answer(new ReportQuestion()).Totals.Orders);
    }

    [Fact]
    public async Task Whoever_waits_for_a_place_goes_on_when_it_is_reached()
    {
        var (live, shop, trade) = await StartAsync(seed: 4);
        await using var disposed = live.ConfigureAwait(false);
        trade.Do(10);
        var end = shop.End;
        var waiting = live.CaughtUpAsync(end, Cancellation);
        waiting.IsCompleted.ShouldBeFalse();
        using var stop = new CancellationTokenSource();
        var following = live.RunAsync(TimeSpan.FromHours(1), TimeProvider.System, stop.Token);
        await waiting;
        live.Place.Sequence.ShouldBeGreaterThanOrEqualTo(end.Sequence);
        live.CaughtUpAsync(end, Cancellation).IsCompleted.ShouldBeTrue();

        // The pause of an hour is cut short for whoever waits.
        trade.Do(10);
        await live.CaughtUpAsync(shop.End, Cancellation);
        ShouldSayTheSame(live, shop, 4);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await following;
            stop.Token.ThrowIfCancellationRequested();
        });
    }

    [Fact]
    public async Task Facts_out_of_bounds_are_told_and_not_counted()
    {
        StoredOrder good = new(Guid.Parse("00000000-0000-7000-8000-000000000001"), false, 27_000, 100, 0, OrderFact.NeverCovered, default);
        StoredOrder[] bad =
        [
            good with { Net = 0 }, good with { Day = -1 }, good with { Day = 65_535 }, good with { Units = -1 },
            good with { CoveredDay = -5 }, good with { Customer = Guid.Empty },
            good with { Labels = new OrderLabels(-1, 0, 0, 0) }, good with { Labels = new OrderLabels(99, 0, 0, 0) },
            good with { Net = long.MaxValue },
        ];
        foreach (var order in bad)
        {
            var shop = new FakeOrderFacts(new Random(1));
            var customer = shop.New(isAnonymous: false);
            await using var live = new LiveFacts(shop, Settings, TimeProvider.System);
            await live.StartAsync(Cancellation);
            var place = live.Place;
            shop.Change(customer, s => s.Orders.Add(order with { Customer = order.Customer == Guid.Empty ? Guid.Empty : customer }));
            await Should.ThrowAsync<InvalidDataException>(order.Customer == Guid.Empty
                ? new LiveFacts(shop, Settings, TimeProvider.System).StartAsync(Cancellation) : live.FollowAsync(Cancellation));
            live.Place.ShouldBe(place);
        }
    }

    [Fact]
    public async Task Verifying_tells_who_and_what_differs()
    {
        var (live, shop, trade) = await StartAsync(seed: 6);
        await using var disposed = live.ConfigureAwait(false);
        trade.Do(30);
        (await live.VerifyAsync(Cancellation)).Differences.ShouldBe(0);
        live.Place.ShouldBe(shop.End);

        // A change that the log does not tell of.
        var changed = shop.Shoppers.First(s => !s.Value.IsAnonymous && s.Value.Orders.Count > 0);
        changed.Value.Orders[0] = changed.Value.Orders[0] with { Net = changed.Value.Orders[0].Net + 1 };
        var forgotten = shop.Shoppers.Last(s => s.Value.IsAnonymous && s.Value.Orders.Count > 0);
        var days = forgotten.Value.Orders.Select(o => o.Day).Concat(forgotten.Value.Returns.Select(r => r.Day))
            .Append(changed.Value.Orders[0].Day).Distinct().Count();
        forgotten.Value.Orders.Clear();
        forgotten.Value.Returns.Clear();
        var told = await live.VerifyAsync(Cancellation);
        told.Orders.ShouldBe(shop.Orders.Count());
        told.Differences.ShouldBe(2 + days);
        told.First.ShouldContain(new FactDifference(FactDifferenceKind.Orders, Perennial.Kernel.Ids.PublicId.Write("cus", changed.Key), null));
        told.First.ShouldContain(new FactDifference(FactDifferenceKind.Left, Perennial.Kernel.Ids.PublicId.Write("cus", forgotten.Key), null));
        told.First.ShouldContain(new FactDifference(FactDifferenceKind.Totals, null, DayNumber.ToDate(changed.Value.Orders[0].Day)));
    }

    [Fact]
    public async Task The_facts_of_a_live_shop_can_be_read_like_those_of_a_file()
    {
        var (live, shop, trade) = await StartAsync(seed: 7);
        await using var disposed = live.ConfigureAwait(false);
        live.Store.Facts.Fold();
        trade.Do(20);
        await CatchUpAsync(live);
        var sales = ((Perennial.Insights.Reports.LoadedShop)live.Now()).Reading.Sales;
        var expected = new StoredSales(shop);
        var question = new ReportQuestion { GroupBy = [OrderField.Store] };
        StoredSales.Told(new Perennial.Insights.Reports.LoadedShop(((Perennial.Insights.Reports.LoadedShop)live.Now()).Reading,
            Perennial.Insights.Facts.FactStore.Load(sales).Snapshot()), question).ShouldBe(StoredSales.Told(expected.Shop(), question));
    }

    internal static async Task<(LiveFacts Live, FakeOrderFacts Shop, RandomTrade Trade)> StartAsync(int seed, LiveSettings? settings = null)
    {
        var random = new Random(seed);
        var shop = new FakeOrderFacts(random);
        var trade = new RandomTrade(shop, random);
        trade.Do(80);
        var live = new LiveFacts(shop, settings ?? Settings, TimeProvider.System);
        await live.StartAsync(Cancellation);
        return (live, shop, trade);
    }

    internal static void ShouldSayTheSame(LiveFacts live, FakeOrderFacts shop, int seed)
    {
        var (told, expected) = (live.Now(), new StoredSales(shop).Shop());
        foreach (var question in Questions)
        {
            StoredSales.Told(told, question).ShouldBe(StoredSales.Told(expected, question), $"seed {seed}");
        }
    }

    internal static async Task CatchUpAsync(LiveFacts live)
    {
        while (await live.FollowAsync(Cancellation))
        {
        }
    }

    private static async Task AnyStepAsync(LiveFacts live, Random random)
    {
        for (var step = random.Next(6); step > 0; step--)
        {
            await live.FollowAsync(Cancellation);
            switch (random.Next(4))
            {
                case 0:
                    live.Store.Facts.Fold();
                    break;
                case 1:
                    _ = live.Now();
                    break;
                default:
                    break;
            }
        }
    }

    private static void Buy(FakeOrderFacts shop, Guid customer, int day, long net, OrderLabels labels = default) => shop.Change(customer,
        s => s.Orders.Add(new StoredOrder(customer, s.IsAnonymous, day, net, 1000, OrderFact.NeverCovered, labels)));
}
