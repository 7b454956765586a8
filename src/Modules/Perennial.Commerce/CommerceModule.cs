using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Commerce.Contract;
using Perennial.Commerce.Demo;
using Perennial.Commerce.Events;
using Perennial.Commerce.Facts;
using Perennial.Commerce.History;
using Perennial.Commerce.Imports;
using Perennial.Commerce.OrderFiles.Streaming;
using Perennial.Commerce.OrderFiles;
using Perennial.Commerce.Orders;
using Perennial.Commerce.Products;
using Perennial.Commerce.Rates;
using Perennial.Commerce.ShopEvents;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Jobs;
using Perennial.Kernel.Words;
using Perennial.Ui.Shell;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Contract.Api;

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
        .AddHostedService(all => all.GetRequiredService<PriceWatch>())
        .AddSingleton<IWebhookPayloads, OrderPayloads>()
        .AddSingleton<IDemoData, DemoOrders>()
        .AddSingleton(new MenuEntry(MenuPlace.Data, 10, "/imports", () => Words["menu.imports"], Scopes.Imports, OfWholeShop: true))
        .AddSingleton(new MenuEntry(MenuPlace.Data, 20, "/orders", () => Words["menu.orders"], Scopes.OrdersRead, OfWholeShop: false))
        .AddSingleton<ICustomerSection, OrdersSection>()
        .AddSingleton<ICustomerSection, HoldingsSection>()
        .AddSingleton<IAroundCustomer, AroundEntries>()
        .AddSingleton(new TimelineWords(Words));

    /// <summary>The orders of a database as analysis needs them, counted under these settings.</summary>
    public static IOrderFacts OrderFacts(Db db, ShopSettings settings, ICustomerAliases aliases) => new StoredOrderFacts(db, settings, aliases);

    /// <summary>Orders of other currencies that have no exchange rate, as of these settings.</summary>
    public static IUnratedOrders UnratedOrders(Db db, ShopSettings settings, ICustomerAliases aliases) =>
        new StoredUnratedOrders(OrderFacts(db, settings, aliases));

    /// <summary>The module's entries of a customer's timeline.</summary>
    public static IReadOnlyList<ITimelineSource> Timeline(TimeProvider clock) => CommerceTimeline.Sources(clock);

    /// <summary>What the module knows of a person.</summary>
    public static IPersonalData PersonalData { get; } = new CommercePersonalData();

    /// <summary>Adds imports: their jobs are run by whoever runs the kinds of jobs.</summary>
    /// <param name="services">The server's services.</param>
    /// <param name="folder">Folder for uploaded files; nodes of one database share it.</param>
    public static IServiceCollection AddImports(this IServiceCollection services, string folder)
    {
        services.TryAddSingleton(all => new JobQueue(all.GetRequiredService<IdSource>(), all.GetRequiredService<TimeProvider>()));
        return services
            .AddSingleton(new ImportFolder(folder))
            .AddSingleton<ITodayCards, RejectedRowCards>()
            .AddSingleton<ImportParts>()
            .AddSingleton<ImportWork>()
            .AddSingleton<UndoWork>()
            .AddHostedService<ImportUpkeep>()
            .AddSingleton(all => new JobKind(ImportWork.ScanKind, all.GetRequiredService<ImportWork>().ScanAsync)
            {
                Title = () => Words["imports.job_scan"], PathOf = ImportJob.PathOf,
            })
            .AddSingleton(all => new JobKind(ImportWork.Kind, all.GetRequiredService<ImportWork>().RunAsync)
            {
                Title = () => Words["imports.job_run"], PathOf = ImportJob.PathOf,
            })
            .AddSingleton(all => new JobKind(UndoWork.Kind, all.GetRequiredService<UndoWork>().RunAsync)
            {
                Title = () => Words["imports.job_undo"], PathOf = ImportJob.PathOf,
            });
    }

    /// <summary>Adds the module's routes.</summary>
    public static void MapCommerce(this IEndpointRouteBuilder server)
    {
        var routes = server.MapGroup("").WithTags("Commerce");
        var wholeShop = server.MapGroup("").WithTags("Commerce").OfWholeShop();
        SendOrders.Map(routes);
        UploadImport.Map(wholeShop);
        StartImport.Map(wholeShop);
        ReadImports.Map(wholeShop);
        ReadOrders.Map(routes);
        SearchOrders.Map(routes);
        SaveProduct.Map(wholeShop);
        ReadProducts.Map(routes);
        SendEvents.Map(routes);
        ReadEvents.Map(routes);
        SaveRates.Map(wholeShop);
        ReadRates.Map(routes);
        KeepShopEvents.Map(routes);
    }
}
