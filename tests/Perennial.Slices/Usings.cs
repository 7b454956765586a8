global using Perennial.Kernel.Data;
global using Perennial.Rig;
global using Shouldly;
global using Xunit;
