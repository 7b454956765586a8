using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Commerce.Contract;
using Perennial.Commerce.Events;
using Perennial.Commerce.Facts;
using Perennial.Commerce.History;
using Perennial.Commerce.OrderFiles;
using Perennial.Commerce.OrderFiles.Streaming;
using Perennial.Commerce.Orders;
using Perennial.Commerce.Products;
using Perennial.Commerce.Rates;
using Perennial.Commerce.ShopEvents;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;
using Perennial.Kernel.Words;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce;

/// <summary>Orders and everything around them: what programs send, what order files say.</summary>
public static class CommerceModule
{
    /// <summary>The reader of order files.</summary>
    public static IOrderFiles OrderFiles { get; } = new OrderFileReader();

    /// <summary>Order files as streams of whole orders.</summary>
    public static IOrderStreams OrderStreams { get; } = new OrderStreams();

    /// <summary>The module's words: a text for every problem code.</summary>
    public static WordBook Words { get; } = WordBook.Load(typeof(CommerceModule).Assembly);

    /// <summary>Adds the module's services.</summary>
    public static IServiceCollection AddCommerce(this IServiceCollection services) => services
        .AddSingleton<ProductsAtHand>()
        .AddSingleton<OrderIntake>()
        .AddSingleton<EventIntake>()
        .AddSingleton<PriceWatch>()
        .AddHostedService(all => all.GetRequiredService<PriceWatch>());

    /// <summary>The orders of a database as analysis needs them, counted under these settings.</summary>
    public static IOrderFacts OrderFacts(Db db, ShopSettings settings, ICustomerAliases aliases) => new StoredOrderFacts(db, settings, aliases);

    /// <summary>Orders of other currencies that have no exchange rate, as of these settings.</summary>
    public static IUnratedOrders UnratedOrders(Db db, ShopSettings settings, ICustomerAliases aliases) =>
        new StoredUnratedOrders(OrderFacts(db, settings, aliases));

    /// <summary>The module's entries of a customer's timeline.</summary>
    public static IReadOnlyList<ITimelineSource> Timeline(TimeProvider clock) => CommerceTimeline.Sources(clock);

    /// <summary>What the module knows of a person.</summary>
    public static IPersonalData PersonalData { get; } = new CommercePersonalData();

    /// <summary>Adds the module's routes.</summary>
    public static void MapCommerce(this IEndpointRouteBuilder routes)
    {
        SendOrders.Map(routes);
        ReadOrders.Map(routes);
        SearchOrders.Map(routes);
        SaveProduct.Map(routes);
        ReadProducts.Map(routes);
        SendEvents.Map(routes);
        ReadEvents.Map(routes);
        SaveRates.Map(routes);
        ReadRates.Map(routes);
        KeepShopEvents.Map(routes);
    }
}
