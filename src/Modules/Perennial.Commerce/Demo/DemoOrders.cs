using NodaTime;
using Perennial.Commerce.Demo.Made;
using Perennial.Commerce.Events;
using Perennial.Commerce.Orders;
using Perennial.Commerce.Products;
using Perennial.Commerce.ShopEvents;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.Demo;

/// <summary>
/// Fills the demo shop: places and catalogue, then its three years day by day, each day at its own time, through the very handlers
/// that take in what programs send.
/// </summary>
internal sealed class DemoOrders(
    OrderIntake intake, EventIntake events, ProductsAtHand products, PriceWatch prices, CustomersServices customers, IPlaces places,
    IShopSettings shop, IdSource ids) : IDemoData
{
    // So many orders and events go into one transaction; a day is never cut.
    private const int UnitRows = 2_500;

    // One call of an intake takes at most so many, as one by HTTP does.
    private const int CallMax = 1_000;
    private const string Purpose = "marketing";

    public string Name => "orders";

    public int Order => 100;

    public int Weight => 1_000;

    public async Task FillAsync(DemoFilling filling, CancellationToken cancellation)
    {
        var settings = await shop.FindAsync(filling.Db, cancellation) ?? throw new DemoRefusedException("demo.data_refused", "settings");
        if (await filling.Db.ReadAsync(unit => unit.ValueAsync<bool>("select exists (select 1 from orders)"), cancellation))
        {
            throw new DemoRefusedException("demo.not_empty", Name);
        }

        var history = DemoHistory.Of(filling.Seed, filling.EndDay, filling.Customers);
        var origin = new OrderOrigin(settings, filling.Now, DemoFilling.Actor);
        var run = new Run(history, new DemoDrafts(history, origin, filling.Language), origin);
        await filling.Db.WriteAsync(unit => FoundAsync(unit, run, filling), cancellation);

        // The next unit is made up and checked while this one is written.
        var (done, ahead) = (0L, Task.Run(() => run.Next(UnitRows), cancellation));
        while (await ahead is { Count: > 0 } days)
        {
            ahead = Task.Run(() => run.Next(UnitRows), cancellation);
            await filling.Db.WriteAsync(async unit =>
            {
                foreach (var day in days)
                {
                    await TakeAsync(unit, run, day);
                }
            }, cancellation);
            products.Keep([.. days.SelectMany(d => d.Orders).Select(o => o.Draft)]);
            var rows = days.Sum(d => d.Rows);
            filling.Report(new DemoStep((int)(1_000 * (done += rows) / run.Rows), rows));
        }

        // What its loop would find in half a minute: the rise of prices, product by product.
        while (await prices.LookAsync(cancellation) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task FoundAsync(DbUnit unit, Run run, DemoFilling filling)
    {
        foreach (var store in (int[])[DemoPlaces.OldTown, DemoPlaces.Riverside])
        {
            await PlaceAsync(new Place("store", DemoPlaces.CodeOf(store)!, Named(DemoPlaces.NamesOf(store))));
        }

        await PlaceAsync(new Place("channel", DemoPlaces.WebChannel, Named(DemoPlaces.WebNames)));
        await PlaceAsync(new Place("channel", DemoPlaces.TillChannel, Named(DemoPlaces.TillNames)));
        foreach (var (code, name, store) in DemoPlaces.Everybody)
        {
            await PlaceAsync(new Place("seller", code, name) { Store = DemoPlaces.CodeOf(store), Archived = code == DemoPlaces.Leaving });
        }

        foreach (var (language, text) in DemoConsentTexts.All)
        {
            var kept = await customers.Consents.KeepTextAsync(unit, Purpose, language, text, run.Drafts.At(0, 0));
            Check([kept]);
            run.Texts[language] = kept.Value;
        }

        var calendar = run.History.Calendar;
        foreach (var (good, item) in DemoGoods.All.Index())
        {
            var (name, category) = run.Drafts.Named(good);
            int[] since = DemoGoods.Raised.Contains(good) ? [0, calendar.PriceRise] : [0];
            await SaveProduct.WriteAsync(unit, item.Code, new SaveProduct.SaveProductRequest(name, category, null, null),
                [.. since.Select(day => new PriceRow(item.Code, run.Origin.Settings.Currency.Code, Micros.Of(run.Drafts.At(day, 0)),
                    DemoGoods.CentsOn(good, day, calendar) * 10_000L))], filling.Now);
        }

        foreach (var news in run.History.ShopEvents)
        {
            await unit.ExecuteAsync(ShopEventRow.AddSql, new ShopEventRow
            {
                Id = ids.New(), Kind = news.Kind, FromDay = Day(news.From), ToDay = Day(news.To), Store = news.Store,
                Product = news.Good is { } good ? DemoGoods.All[good].Code : null, Note = Named(news.Notes), Source = DemoFilling.Actor,
                RecordedAt = Micros.Of(run.Drafts.At(news.From, 12 * 60)),
            });
        }

        string Named(string[] names) => DemoGoods.Named(names, filling.Language);
        string Day(int day) => NodaTime.Text.LocalDatePattern.Iso.Format(calendar.DateOf(day));
        Task PlaceAsync(Place place) => places.SaveAsync(unit, place, DemoFilling.Actor, default, filling.Now);
    }

    private async Task TakeAsync(DbUnit unit, Run run, DemoDay day)
    {
        var origin = run.Origin with { Now = Instant.Min(run.Drafts.At(day.Day, (24 * 60) - 1), run.Origin.Now) };
        await PeopleAsync(unit, run, day, origin.Now);
        foreach (var orders in day.Orders.Chunk(CallMax))
        {
            Check(await intake.TakeAsync(unit, [.. orders.Select(o => o.Draft with { Customer = run.HintOf(o.Person) })], origin, _ => true));
        }

        foreach (var news in day.Events.Chunk(CallMax))
        {
            Check(await events.TakeAsync(unit, [.. news.Select(e => e.Draft with { Customer = run.HintOf(e.Person) })], origin, _ => true));
        }
    }

    private async Task PeopleAsync(DbUnit unit, Run run, DemoDay day, Instant now)
    {
        var made = await customers.NewCustomers.AddAsync(unit, [.. day.People.Select(DemoDrafts.Of)], now);
        Check(made);
        for (var i = 0; i < made.Count; i++)
        {
            run.Ids[day.People[i].Number] = made[i].Value;
        }

        Check(await customers.Consents.RecordAsync(unit, [.. day.Consents.Select(c => Entry(c.Person, c.Consent, run, now))], now));
    }

    private static ConsentEntry Entry(DemoPerson person, DemoConsent consent, Run run, Instant now) => new(run.Ids[person.Number], Purpose,
        consent.Channel, consent.IsGiven ? ConsentKind.Given : ConsentKind.Withdrawn, consent.Source, "customer")
    {
        Happened = now, Text = consent.IsGiven ? run.TextOf(person) : null, Proof = consent switch
        {
            { IsGiven: false } => null,
            { IsConfirmed: true } => new ConsentProof(ConsentProofKind.DoubleOptIn, Address: person.Email, Confirmed: now),
            _ => new ConsentProof(ConsentProofKind.Stated),
        },
    };

    // The data are ours: what is refused of them is a defect, and a demo with holes would be told as if it were whole.
    private static void Check<T>(IReadOnlyList<Result<T>> answers)
    {
        if (answers.FirstOrDefault(a => !a.Succeeded) is { Refusal: { } refusal })
        {
            throw new DemoRefusedException("demo.data_refused", refusal.Code);
        }
    }

    /// <summary>What happens on one day, checked; whose it is, is said once all are known.</summary>
    private sealed record DemoDay(int Day, IReadOnlyList<DemoPerson> People, IReadOnlyList<(DemoPerson Person, DemoConsent Consent)> Consents,
        IReadOnlyList<(DemoPerson? Person, OrderDraft Draft)> Orders, IReadOnlyList<(DemoPerson Person, EventDraft Draft)> Events)
    {
        public int Rows => People.Count + Consents.Count + Orders.Count + Events.Count;
    }

    /// <summary>The history, cut into days, and who is known by which id.</summary>
    private sealed class Run(DemoHistory history, DemoDrafts drafts, OrderOrigin origin)
    {
        private readonly ILookup<int, DemoPerson> people = history.People.ToLookup(p => p.Since);
        private readonly ILookup<int, (DemoPerson, DemoConsent)> consents =
            history.People.SelectMany(p => p.Consents.Select(c => (Person: p, Consent: c))).ToLookup(c => c.Consent.Day);
        private readonly ILookup<int, DemoOrder> orders = history.Orders.ToLookup(o => o.Day);
        private readonly ILookup<int, (DemoEvent Event, int Number)> events =
            history.Events.Select((e, i) => (Event: e, Number: i + 1)).ToLookup(e => e.Event.Day);

        private int next;

        public DemoHistory History => history;

        public DemoDrafts Drafts => drafts;

        public OrderOrigin Origin => origin;

        public Dictionary<int, Guid> Ids { get; } = [];

        /// <summary>What was agreed to, by language.</summary>
        public Dictionary<string, Guid> Texts { get; } = new(StringComparer.Ordinal);

        public Guid TextOf(DemoPerson person) => Texts.GetValueOrDefault(person.Language, Texts[DemoConsentTexts.Otherwise]);

        /// <summary>How many rows there will be in the end.</summary>
        public long Rows { get; } = history.People.Sum(p => 1 + p.Consents.Count) + history.Orders.Count + history.Events.Count;

        /// <summary>Who it is as an intake is told; nobody for a guest.</summary>
        public CustomerHint HintOf(DemoPerson? person) =>
            person is null ? new CustomerHint() : new CustomerHint { Id = PublicId.Write("cus", Ids[person.Number]) };

        /// <summary>The next days, so many that they have about so many rows; none once all are over.</summary>
        public IReadOnlyList<DemoDay> Next(int rows)
        {
            var days = new List<DemoDay>();
            for (var sum = 0; next < history.Calendar.Days && sum < rows; next++)
            {
                days.Add(DayOf(next));
                sum += days[^1].Rows;
            }

            return days;
        }

        private DemoDay DayOf(int day) => new(day, [.. people[day]], [.. consents[day]],
            [.. orders[day].Select(o => (o.Person, drafts.Of(o)))], [.. events[day].Select(e => (e.Event.Person, drafts.Of(e.Event, e.Number)))]);
    }
}
